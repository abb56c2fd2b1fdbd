import { Icon, Panel, Pill, useTranslation } from '@parley/plugin-ui';
import { Check, TriangleAlert } from '@parley/plugin-ui/icons';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { PluginFileFragment } from '../gql/generated';
import css from './plugins.module.css';

/** A part of the file: a head, and what it holds or that there is nothing. */
function Part({ title, none, children }: { title: string; none: string; children: ReactNode[] }) {
  return (
    <Panel aria-label={title} className={css.filePart}>
      <h2>{title}</h2>
      {children.length > 0 ? <ul>{children}</ul> : <p className="second muted">{none}</p>}
    </Panel>
  );
}

/**
 * What a plugin adds, by kind, in the order in which it comes: `table acme_point`, `quick replies team`. What it shows in the screens stands
 * in a part of its own.
 */
export function byKind(provides: readonly string[]): [kind: string, names: string[]][] {
  const groups = new Map<string, string[]>();
  for (const each of provides) {
    const [, kind = '', name = ''] = /^(quick replies|\S+) (.*)$/.exec(each) ?? [];
    if (kind !== 'slot') groups.set(kind, [...(groups.get(kind) ?? []), name]);
  }
  return [...groups];
}

/** What a plugin is: what it adds and shows, what it works with, and what it may do. */
export function AboutTab({ plugin }: { plugin: PluginFileFragment }) {
  const { t } = useTranslation('admin');
  const { id, description, contract, prefix, required, provides, slots, needs, permissions } = plugin;
  const facts: [string, ReactNode][] = [
    [t('plugins.package'), <bdi className={css.mono}>{id}</bdi>],
    [t('plugins.version'), <span className="num">{plugin.version}</span>],
    [t('plugins.contract'), <bdi className={css.mono}>{contract}</bdi>],
    [t('plugins.prefix'), <bdi className={css.mono}>{prefix}</bdi>],
    [t('plugins.start'), t(required ? 'plugins.required' : 'plugins.optional')],
  ];
  return (
    <>
      {description && (
        <p className={css.about}>
          <bdi>{description}</bdi>
        </p>
      )}
      <div className={css.file}>
        <div className={css.fileColumn}>
          <Part title={t('plugins.adds')} none={t('plugins.addsNone')}>
            {byKind(provides).map(([kind, names]) => (
              <li key={kind} className={css.pair}>
                <span className="muted">{t(`plugins.kind.${kind.replace(' ', '_')}`, { defaultValue: kind })}</span>
                <span className={css.names}>
                  {names.map((name) => (
                    <bdi key={name} className={css.chip}>
                      {name}
                    </bdi>
                  ))}
                </span>
              </li>
            ))}
          </Part>
          <Part title={t('plugins.shows')} none={t('plugins.showsNone')}>
            {slots.map(({ slot, label, component }) => (
              <li key={`${slot}${component}${label}`} className={css.pair}>
                <span className="muted">{t(`plugins.slot.${slot.replaceAll('.', '_')}`, { defaultValue: slot })}</span>
                <span dir="auto">{label}</span>
              </li>
            ))}
          </Part>
        </div>
        <div className={css.fileColumn}>
          <Panel aria-label={t('plugins.facts')} className={css.filePart}>
            <h2>{t('plugins.facts')}</h2>
            <dl>
              {facts.map(([name, value]) => (
                <div key={name} className={css.pair}>
                  <dt className="muted">{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          </Panel>
          <Part title={t('plugins.worksWith')} none={t('plugins.worksAlone')}>
            {needs.map((need) => (
              <li key={need.plugin} className={css.need}>
                <span className="grow">
                  {need.met ? <Link to={`/plugins/${need.plugin}`}>{need.plugin}</Link> : need.plugin}{' '}
                  <bdi className={css.mono}>{need.range}</bdi>
                </span>
                {need.met ? (
                  <Pill tone="good" icon={Check}>
                    {t('plugins.met')}
                  </Pill>
                ) : (
                  <Pill tone={need.required ? 'bad' : 'neutral'} icon={TriangleAlert}>
                    {t(need.required ? 'plugins.missing' : 'plugins.missingOptional')}
                  </Pill>
                )}
              </li>
            ))}
          </Part>
          <Part title={t('plugins.mayDo')} none={t('plugins.mayDoNothing')}>
            {permissions.map((permission) => (
              <li key={permission} className={css.may}>
                <Icon of={Check} size="xs" />
                {t(`permission.${permission.replaceAll('.', '_')}`, { defaultValue: permission })}
              </li>
            ))}
          </Part>
        </div>
      </div>
    </>
  );
}
