import { Banner, Button, Drawer, SelectField, TextField, toast, useTranslation } from '@parley/plugin-ui';
import { CircleAlert } from '@parley/plugin-ui/icons';
import { useMemo, useRef, useState } from 'react';
import { sortProblems, useRun } from '../data/use-run';
import { InboxCreateDocument, type InboxesQuery } from '../gql/generated';
import { fieldsOf, missing, sentValues, startValues } from '../schema-form/fields';
import { SchemaForm } from '../schema-form/schema-form';
import css from './inboxes.module.css';

/** What {@link CreateInboxDrawer} takes. */
export interface CreateInboxDrawerProps {
  open: boolean;
  channels: InboxesQuery['channels'];
  onClose(): void;
  onCreated(id: string): void;
}

/** Makes an inbox: the channel, a name, the address there, and what the channel asks for. Then it shows the webhook's address. */
export function CreateInboxDrawer({ open, ...rest }: CreateInboxDrawerProps) {
  const { t } = useTranslation('admin');
  // A form of its own each time, so that a dismissed one leaves nothing behind.
  return open ? <CreateInbox {...rest} /> : <Drawer open={false} onClose={rest.onClose} title={t('inboxes.create')} />;
}

function CreateInbox({ channels, onClose, onCreated }: Omit<CreateInboxDrawerProps, 'open'>) {
  const { t } = useTranslation(['admin', 'kit']);
  const run = useRun();
  const key = useRef(crypto.randomUUID());
  const [channelId, setChannelId] = useState('');
  const [name, setName] = useState('');
  const [address, setAddress] = useState('');
  const [edited, setEdited] = useState<Record<string, unknown> | null>(null);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const channel = channels.find(({ id }) => id === channelId) ?? (channels.length === 1 ? channels[0] : undefined);
  const fields = useMemo(() => fieldsOf(channel?.settingsSchema), [channel]);
  const settings = edited ?? startValues(fields, {});

  const save = async () => {
    const empty = Object.fromEntries([
      ...missing(fields, settings, null).map((field) => [field.key, t('admin:schema.missing', { names: field.title })]),
      ...(name.trim() ? [] : [['name', t('admin:inboxes.error.name')]]),
      ...(address.trim() ? [] : [['address', t('admin:inboxes.error.address')]]),
    ]) as Record<string, string>;
    setErrors(empty);
    setRefused(null);
    if (!channel || Object.keys(empty).length > 0) return;
    setBusy(true);
    const input = {
      name,
      channel: channel.id,
      address: address.trim(),
      settings: sentValues(fields, settings),
      clientMutationKey: key.current,
    };
    const outcome = await run(InboxCreateDocument, { input });
    setBusy(false);
    if (outcome.ok) {
      toast({ tone: 'good', title: t('admin:inboxes.created', { name }), text: t('admin:inboxes.createdText') });
      if (outcome.data.inboxCreate.inbox) onCreated(outcome.data.inboxCreate.inbox.id);
      return;
    }
    const sorted = sortProblems(outcome.problems, ['name', 'address', 'channel', ...fields.map((field) => field.key)]);
    setErrors(sorted.byField);
    setRefused(sorted.rest);
  };

  return (
    <Drawer
      open
      onClose={onClose}
      title={t('admin:inboxes.create')}
      actions={
        <>
          <Button onClick={onClose}>{t('kit:cancel')}</Button>
          <Button type="submit" form="inbox" variant="primary" busy={busy} disabled={!channel}>
            {t('admin:inboxes.create')}
          </Button>
        </>
      }
    >
      <form
        id="inbox"
        className={css.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {refused && <Banner tone="bad" role="alert" icon={CircleAlert} title={refused} />}
        {channels.length === 0 && <Banner tone="warn" icon={CircleAlert} title={t('admin:inboxes.noChannels')} />}
        <SelectField
          label={t('admin:inboxes.channel')}
          placeholder={t('admin:inboxes.chooseChannel')}
          value={channel?.id ?? ''}
          error={errors['channel']}
          options={channels.map(({ id, label }) => ({ value: id, label }))}
          onChange={(event) => {
            setChannelId(event.target.value);
            setEdited(null);
            setErrors({});
          }}
        />
        <TextField
          label={t('admin:inboxes.inboxName')}
          help={t('admin:inboxes.nameHelp')}
          dir="auto"
          value={name}
          error={errors['name']}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label={t('admin:inboxes.address')}
          help={t(`admin:inboxes.addressHelp.${channel?.id}`, { defaultValue: t('admin:inboxes.addressHelp.any') })}
          dir="ltr"
          spellCheck={false}
          autoComplete="off"
          value={address}
          error={errors['address']}
          onChange={(event) => setAddress(event.target.value)}
        />
        {channel && (
          <SchemaForm
            fields={fields}
            values={settings}
            errors={errors}
            onChange={(field, value) => setEdited({ ...settings, [field]: value })}
          />
        )}
      </form>
    </Drawer>
  );
}
