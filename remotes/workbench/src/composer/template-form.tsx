import { useApolloClient } from '@apollo/client/react';
import { Button, Pill, TextField, useLocale, useTranslation } from '@parley/plugin-ui';
import { SendHorizontal } from '@parley/plugin-ui/icons';
import { useRef, useState, type FormEvent } from 'react';
import { newKey } from '../data/local';
import { languageName } from '../data/language';
import { appendMessages } from '../data/messages';
import type { Card, TemplateOffer } from '../data/types';
import { MessageSendDocument } from '../gql/generated';
import css from './templates.module.css';

/** What {@link TemplateForm} takes. */
export interface TemplateFormProps {
  card: Card;
  template: TemplateOffer;
  onAnother(): void;
  onDone(): void;
}

/** A text with `{{variables}}` as pieces: the odd ones are names. */
const pieces = (preview: string): string[] => preview.split(/\{\{\s*([^{}]+?)\s*\}\}/);

/** The chosen template: how it will read, what is to be filled in, and the button that sends it. */
export function TemplateForm({ card, template, onAnother, onDone }: TemplateFormProps) {
  const { t } = useTranslation('workbench');
  const { locale } = useLocale();
  const client = useApolloClient();
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  // the same at every attempt, so that it is sent once
  const key = useRef(newKey());
  const labelOf = (name: string) => template.variables.find((variable) => variable.name === name)?.label ?? name;

  const fill = (name: string, value: string) => {
    setValues({ ...values, [name]: value });
    setErrors(Object.fromEntries(Object.entries(errors).filter(([key]) => key !== name)));
  };

  const send = async (event: FormEvent) => {
    event.preventDefault();
    const empty = template.variables.filter(({ name, required }) => required && !values[name]?.trim());
    setErrors(Object.fromEntries(empty.map(({ name, label }) => [name, t('template.missing', { name: label })])));
    setRefused(null);
    if (empty.length > 0) return;
    setBusy(true);
    try {
      const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''));
      const { data } = await client.mutate({
        mutation: MessageSendDocument,
        variables: { input: { conversationId: card.id, clientMutationKey: key.current, template: { id: template.id, values: filled } } },
      });
      const problem = data?.messageSend.errors[0];
      if (problem || !data) return setRefused(problem?.message ?? t('template.notSent'));
      appendMessages(
        client.cache,
        card.id,
        data.messageSend.messages.map(({ id }) => id),
      );
      onDone();
    } catch {
      setRefused(t('template.notSent'));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form noValidate onSubmit={(event) => void send(event)} aria-label={template.name}>
      <header className={css.head}>
        <b className="cut" dir="auto">
          {template.name}
        </b>
        <Pill>{languageName(template.language, locale.tag)}</Pill>
        <span className="grow" />
        <Button variant="quiet" onClick={onAnother}>
          {t('template.another')}
        </Button>
      </header>
      <div className={css.fill}>
        <p className={css.preview} dir="auto" aria-label={t('template.preview')}>
          {pieces(template.preview).map((piece, index) =>
            index % 2 === 0 ? piece : <mark key={index}>{values[piece]?.trim() || labelOf(piece)}</mark>,
          )}
        </p>
        {template.variables.length > 0 && (
          <div className={css.fields}>
            {template.variables.map(({ name, label, required }, index) => (
              <TextField
                key={name}
                label={required ? label || name : t('template.optional', { name: label || name })}
                dir="auto"
                autoFocus={index === 0}
                autoComplete="off"
                value={values[name] ?? ''}
                error={errors[name]}
                onChange={(event) => fill(name, event.target.value)}
              />
            ))}
          </div>
        )}
      </div>
      {refused && (
        <p className={css.refused} role="alert">
          {refused}
        </p>
      )}
      <footer className={css.foot}>
        <span className="meta muted grow">{t('template.reopens')}</span>
        <Button onClick={onDone}>{t('template.cancel')}</Button>
        <Button type="submit" variant="primary" icon={SendHorizontal} busy={busy}>
          {t('template.send')}
        </Button>
      </footer>
    </form>
  );
}
