import { useQuery } from '@apollo/client/react';
import { Button, ErrorCard, SearchField, SkeletonLines, useDebouncedValue, useLocale, useTranslation } from '@parley/plugin-ui';
import { useState } from 'react';
import { languageName } from '../data/language';
import type { Card, TemplateOffer } from '../data/types';
import { TemplatesDocument } from '../gql/generated';
import css from './templates.module.css';
import { TemplateForm } from './template-form';

/** Is there any source of templates for the inbox? */
export function useHasTemplates(card: Card): boolean {
  const { data } = useQuery(TemplatesDocument, {
    variables: { inboxId: card.inbox.id },
    skip: !card.serviceWindow.required,
  });
  return (data?.templates.length ?? 0) > 0;
}

/** In place of the box: a template is chosen, filled in and sent. */
export function TemplateBox({ card, onDone }: { card: Card; onDone(): void }) {
  const [chosen, setChosen] = useState<TemplateOffer | null>(null);
  return (
    <div className={css.box}>
      {chosen ? (
        <TemplateForm key={chosen.id} card={card} template={chosen} onAnother={() => setChosen(null)} onDone={onDone} />
      ) : (
        <TemplateList card={card} onChoose={setChosen} onCancel={onDone} />
      )}
    </div>
  );
}

function TemplateList({ card, onChoose, onCancel }: { card: Card; onChoose(template: TemplateOffer): void; onCancel(): void }) {
  const { t } = useTranslation('workbench');
  const { locale } = useLocale();
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), 200);
  const { data, previousData, error, refetch } = useQuery(TemplatesDocument, {
    variables: { inboxId: card.inbox.id, ...(search ? { search } : {}) },
    fetchPolicy: 'cache-and-network',
  });
  const groups = (data ?? previousData)?.templates;
  return (
    <section aria-label={t('template.choose')}>
      <header className={css.head}>
        <SearchField className="grow" value={typed} placeholder={t('template.search')} autoFocus onChange={setTyped} onEscape={onCancel} />
        <Button variant="quiet" onClick={onCancel}>
          {t('template.cancel')}
        </Button>
      </header>
      <div className={css.list}>
        {!groups &&
          (error ? (
            <ErrorCard
              title={t('template.failed')}
              action={<Button onClick={() => void refetch().catch(() => {})}>{t('template.again')}</Button>}
            />
          ) : (
            <SkeletonLines lines={3} />
          ))}
        {groups?.every(({ available, templates }) => available && templates.length === 0) && (
          <p className={css.note} role="status">
            {t(groups.length === 0 ? 'template.nobody' : 'template.none')}
          </p>
        )}
        {groups?.map((group) => (
          <div key={group.id} role="group" aria-label={group.label}>
            {(groups.length > 1 || !group.available) && <h3 className={css.source}>{group.label}</h3>}
            {!group.available && <p className={css.note}>{t('template.unavailable', { source: group.label })}</p>}
            {group.templates.map((template) => (
              <button key={template.id} type="button" className={css.offer} onClick={() => onChoose(template)}>
                <span className={css.name}>
                  <b dir="auto">{template.name}</b>
                  <span className="meta muted">{languageName(template.language, locale.tag)}</span>
                </span>
                <span className={css.text} dir="auto">
                  {template.preview}
                </span>
              </button>
            ))}
          </div>
        ))}
      </div>
    </section>
  );
}
