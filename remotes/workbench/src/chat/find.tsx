import { useQuery } from '@apollo/client/react';
import { Button, SearchField, Time, useDebouncedValue, useSession, useTranslation } from '@parley/plugin-ui';
import { useState, type ReactNode } from 'react';
import type { Card, Preview } from '../data/types';
import { ChatSearchDocument } from '../gql/generated';
import { previewText } from '../message/preview-text';
import css from './chat.module.css';

/** Letters shown before a hit, so that it is in sight. */
const BEFORE = 24;

/** The text around the first hit, with the hit marked. */
export function excerpt(text: string, wanted: string): ReactNode {
  const at = text.toLocaleLowerCase().indexOf(wanted.toLocaleLowerCase());
  if (at < 0) return text;
  const from = Math.max(0, at - BEFORE);
  return (
    <>
      {from > 0 && '…'}
      {text.slice(from, at)}
      <mark>{text.slice(at, at + wanted.length)}</mark>
      {text.slice(at + wanted.length)}
    </>
  );
}

/** Search in this chat; each hit can be located in the history. */
export function Find({ card, onLocate, onClose }: { card: Card; onLocate(id: string): void; onClose(): void }) {
  const { t } = useTranslation('workbench');
  const me = useSession().viewer.agent.id;
  const [typed, setTyped] = useState('');
  const [debounced] = useDebouncedValue(typed.trim(), 200);
  const text = typed.trim() === '' ? '' : debounced;
  const { data, previousData, loading, error } = useQuery(ChatSearchDocument, {
    variables: { id: card.id, text },
    skip: text.length < 2,
    fetchPolicy: 'network-only',
  });
  const node = (data ?? previousData)?.node;
  const hits = text.length >= 2 && node && 'search' in node ? node.search : null;
  const who = (hit: Preview) =>
    hit.direction === 'IN' ? card.contact.name : hit.author?.id === me ? t('you') : (hit.author?.name ?? t('system'));
  return (
    <section
      className={css.find}
      aria-label={t('chat.search')}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          onClose();
        }
      }}
    >
      <SearchField
        autoFocus
        value={typed}
        onChange={setTyped}
        placeholder={t('chat.search')}
        onEscape={onClose}
        onEnter={() => {
          const first = hits?.[0];
          if (first) onLocate(first.id);
        }}
        after={
          hits && (
            <span className="meta num" role="status">
              {t('find.found', { count: hits.length })}
            </span>
          )
        }
      />
      {error && !loading && (
        <p className={css.findNote} role="alert">
          {t('find.failed')}
        </p>
      )}
      {typed.trim().length > 0 && typed.trim().length < 2 && <p className={css.findNote}>{t('find.hint')}</p>}
      {hits?.length === 0 && !loading && <p className={css.findNote}>{t('find.none')}</p>}
      {hits && hits.length > 0 && (
        <ul className={css.hits}>
          {hits.map((hit) => (
            <li key={hit.id} className={css.hit}>
              <span className="cut" dir="auto">
                {excerpt(previewText(hit, t), text)}
              </span>
              <span className="meta faint">
                <Time at={hit.sentAt} format="list" />
              </span>
              <span className="meta muted cut">
                {who(hit)}
                {hit.kind !== 'text' && `, ${t(`kind.${hit.kind}`, { defaultValue: t('kind.unsupported') })}`}
              </span>
              <Button variant="link" onClick={() => onLocate(hit.id)}>
                {t('find.locate')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
