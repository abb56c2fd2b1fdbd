import { useQuery } from '@apollo/client/react';
import { Button, ChannelBadge, EmptyState, Menu, Panel, Pill, useSession, useTranslation } from '@parley/plugin-ui';
import { CircleOff, MessageCircle, Pencil, Plus, Power } from '@parley/plugin-ui/icons';
import { useState } from 'react';
import { InboxNamesDocument, type InboxNamesQuery, type PluginFileFragment } from '../gql/generated';
import type { SchemaField } from '../schema-form/fields';
import { InboxExceptionDrawer } from './inbox-exception-drawer';
import css from './plugins.module.css';

/** What differs for one inbox. */
export type InboxException = PluginFileFragment['inboxSettings'][number];
/** An inbox as a choice. */
export type InboxName = InboxNamesQuery['inboxes'][number];

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** What was set for an inbox and taken back may be told as an empty difference. */
const differs = ({ enabled, settings }: InboxException): boolean =>
  enabled !== null || (isObject(settings) && Object.keys(settings).length > 0);

/** The inboxes for which a plugin is on, off or set differently from the organization. */
export function InboxExceptions({
  plugin,
  fields,
  onChanged,
}: {
  plugin: PluginFileFragment;
  fields: readonly SchemaField[];
  onChanged(): void;
}) {
  const { t } = useTranslation('admin');
  const { can } = useSession();
  const { data } = useQuery(InboxNamesDocument, { skip: !can('inboxes.read') });
  const [open, setOpen] = useState<InboxName | null>(null);
  const inboxes = data?.inboxes ?? [];
  const of = (inbox: InboxName) => plugin.inboxSettings.find((each) => each.inboxId === inbox.id && differs(each));
  const different = inboxes.filter((inbox) => of(inbox));
  const rest = inboxes.filter((inbox) => !of(inbox));
  const manages = can('plugins.manage');

  const words = ({ settings }: InboxException): string => {
    const keys = isObject(settings) ? Object.keys(settings) : [];
    const titles = keys.map((key) => fields.find((field) => field.key === key)?.title ?? key);
    return titles.length > 0 ? t('plugins.differs', { names: titles.join(', ') }) : t('plugins.sameSettings');
  };

  return (
    <section aria-labelledby="exceptions">
      <header className="row">
        <h2 id="exceptions" className={css.part}>
          {t('plugins.exceptions')}
        </h2>
        <span className="grow" />
        {manages && rest.length > 0 && (
          <Menu label={t('plugins.addException')}>
            <Menu.Target>
              <Button icon={Plus}>{t('plugins.addException')}</Button>
            </Menu.Target>
            <Menu.Dropdown>
              {rest.map((inbox) => (
                <Menu.Item key={inbox.id} leftSection={<ChannelBadge channel={inbox.channel} flat />} onClick={() => setOpen(inbox)}>
                  {inbox.name}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </header>
      <p className={css.partHelp}>{t(fields.length > 0 ? 'plugins.exceptionsText' : 'plugins.exceptionsOnOff')}</p>
      <Panel aria-label={t('plugins.exceptions')}>
        {different.length === 0 ? (
          <EmptyState icon={MessageCircle} title={t('plugins.noExceptions')} />
        ) : (
          <ul>
            {different.map((inbox) => {
              const exception = of(inbox) as InboxException;
              return (
                <li key={inbox.id} className={css.build}>
                  <ChannelBadge channel={inbox.channel} flat />
                  <div className={css.rowText}>
                    <span className="cut medium second" dir="auto">
                      {inbox.name}
                    </span>
                    <p className="second muted">{words(exception)}</p>
                  </div>
                  {exception.enabled === false && <Pill icon={CircleOff}>{t('plugins.offThere')}</Pill>}
                  {exception.enabled === true && (
                    <Pill tone="good" icon={Power}>
                      {t('plugins.onThere')}
                    </Pill>
                  )}
                  {manages && (
                    <Button icon={Pencil} onClick={() => setOpen(inbox)} aria-label={t('plugins.editException', { name: inbox.name })}>
                      {t('plugins.edit')}
                    </Button>
                  )}
                </li>
              );
            })}
          </ul>
        )}
      </Panel>
      {open && (
        <InboxExceptionDrawer
          key={open.id}
          plugin={plugin}
          inbox={open}
          exception={of(open) ?? null}
          fields={fields}
          onClose={(done) => {
            setOpen(null);
            if (done) onChanged();
          }}
        />
      )}
    </section>
  );
}
