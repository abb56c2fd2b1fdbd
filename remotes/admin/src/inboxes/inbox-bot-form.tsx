import { useQuery } from '@apollo/client/react';
import { Icon, SelectField, cx, useTranslation } from '@parley/plugin-ui';
import { TriangleAlert } from '@parley/plugin-ui/icons';
import { useMemo, useState } from 'react';
import { sortProblems, useRun } from '../data/use-run';
import { useSaved } from '../data/use-saved';
import { BotInfosDocument, InboxBotSetDocument } from '../gql/generated';
import { changedValues, fieldsOf, missing, sentValues, startValues } from '../schema-form/fields';
import { SchemaForm } from '../schema-form/schema-form';
import type { InboxDetails } from './inbox-page';
import css from './inboxes.module.css';
import { SaveBar } from './save-bar';

interface Draft {
  /** Empty: no bot. */
  bot: string;
  settings: Record<string, unknown>;
}

/** Who answers new conversations before a person does, and how. Absent where no plugin offers a bot. */
export function InboxBotForm({ inbox }: { inbox: InboxDetails }) {
  const { t } = useTranslation('admin');
  const run = useRun();
  const saved = useSaved();
  const { data } = useQuery(BotInfosDocument, { fetchPolicy: 'cache-and-network' });
  const [edited, setEdited] = useState<Draft | null>(null);
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [refused, setRefused] = useState<string | null>(null);

  const stored = (bot: string): unknown => (inbox.bot?.id === bot ? inbox.bot.settings : {});
  const schemaOf = (bot: string): unknown => data?.bots.find(({ id }) => id === bot)?.settingsSchema;
  const draftOf = (bot: string): Draft => ({ bot, settings: startValues(fieldsOf(schemaOf(bot)), stored(bot)) });
  const draft = edited ?? draftOf(inbox.bot?.id ?? '');
  const schema = schemaOf(draft.bot);
  const fields = useMemo(() => fieldsOf(schema), [schema]);
  if (!data || (data.bots.length === 0 && !inbox.bot)) return null;

  const isBroken = inbox.bot !== null && !inbox.bot.available && draft.bot === inbox.bot.id;
  const isGone = inbox.bot !== null && !data.bots.some(({ id }) => id === inbox.bot?.id);
  const options = [
    ...data.bots.map(({ id, label }) => ({ value: id, label })),
    ...(inbox.bot && isGone ? [{ value: inbox.bot.id, label: t('inboxes.botGone', { bot: inbox.bot.label }) }] : []),
  ];
  const discard = () => {
    setEdited(null);
    setErrors({});
    setRefused(null);
  };
  const save = async () => {
    const empty = missing(fields, draft.settings, stored(draft.bot));
    setErrors(Object.fromEntries(empty.map(({ key, title }) => [key, t('schema.missing', { names: title })])));
    setRefused(null);
    if (empty.length > 0) return;
    setBusy(true);
    const isSame = draft.bot === inbox.bot?.id;
    // of the bot that is there only what changed: an emptied field goes back to its default
    const settings = isSame ? changedValues(fields, draftOf(draft.bot).settings, draft.settings) : sentValues(fields, draft.settings);
    const chosen = draft.bot === '' ? { bot: null } : { bot: draft.bot, settings };
    const outcome = await run(InboxBotSetDocument, { input: { inboxId: inbox.id, ...chosen } });
    setBusy(false);
    if (outcome.ok) {
      discard();
      return saved.mark();
    }
    const { byField, rest } = sortProblems(
      outcome.problems,
      fields.map(({ key }) => key),
    );
    setErrors(byField);
    setRefused(rest);
  };

  return (
    <section className={cx(css.rule, isBroken && css.broken)} aria-label={t('inboxes.bot')}>
      <SelectField
        label={t('inboxes.bot')}
        help={t('inboxes.botHelp')}
        value={draft.bot}
        placeholder={t('inboxes.noBot')}
        options={options}
        onChange={(event) => setEdited(draftOf(event.target.value))}
      />
      {isBroken && (
        <p className={css.brokenText}>
          <Icon of={TriangleAlert} size="s" />
          {t('inboxes.botBroken')}
        </p>
      )}
      {fields.length > 0 && (
        <SchemaForm
          fields={fields}
          values={draft.settings}
          errors={errors}
          stored={stored(draft.bot)}
          onChange={(key, value) => setEdited({ ...draft, settings: { ...draft.settings, [key]: value } })}
        />
      )}
      {(edited !== null || saved.words !== null) && (
        <SaveBar
          verb={t('inboxes.saveBot')}
          saved={saved.words}
          dirty={edited !== null}
          busy={busy}
          refused={refused}
          onSave={() => void save()}
          onDiscard={discard}
        />
      )}
    </section>
  );
}
