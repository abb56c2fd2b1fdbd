import { Avatar, Icon, IconButton, Pill, cx, formatMoment, toMs, toast, useNow, useSession, useTranslation } from '@parley/plugin-ui';
import { EyeOff, Eye, Pencil, UserRoundCheck, UserRoundX } from '@parley/plugin-ui/icons';
import { memo, useState } from 'react';
import { useRun } from '../data/use-run';
import { AgentUpdateDocument } from '../gql/generated';
import { isRouted, type Agent } from './agents';
import { DeactivateDialog } from './deactivate-dialog';
import { Load } from './load';
import css from './people.module.css';
import { useActivate } from './use-activate';

const dated = new Set(['AWAY', 'BUSY']);

/** Presence in a word, with how long where that says something: “Away 4 min”. */
function Presence({ agent }: { agent: Agent }) {
  const { t } = useTranslation(['admin', 'kit']);
  const now = useNow(10_000);
  const { status, since } = agent.presence;
  if (agent.state === 'INACTIVE') return t('people.state.INACTIVE');
  const word = t(`kit:presence.${status}`);
  return dated.has(status) && now - toMs(since) >= 60_000
    ? t('people.presenceSince', { word, time: formatMoment(since, 'relative', now) })
    : word;
}

/** One agent. The pencil and the name open the form; the eye hides customers' numbers from them; the last one is the account's switch. */
export const AgentRow = memo(function AgentRow({
  agent,
  manages,
  picked,
  onOpen,
}: {
  agent: Agent;
  manages: boolean;
  picked: boolean;
  onOpen(id: string): void;
}) {
  const { t } = useTranslation('admin');
  const { viewer } = useSession();
  const run = useRun();
  const activate = useActivate();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const { id, name, hidePhone } = agent;
  const active = agent.state === 'ACTIVE';

  const toggle = async () => {
    setBusy(true);
    const outcome = await run(AgentUpdateDocument, { input: { agentId: id, hidePhone: !hidePhone } });
    setBusy(false);
    if (!outcome.ok) toast({ tone: 'bad', title: t('people.notChanged', { name }), text: outcome.problems[0]?.message });
  };

  return (
    <tr className={cx(picked && css.picked)}>
      <td className={css.cName}>
        <div className={css.person}>
          <Avatar name={name} id={id} size="s" {...(active ? { presence: agent.presence.status } : {})} />
          <span className="cut">
            {manages ? (
              <button type="button" className={cx('cut', css.who)} dir="auto" title={name} onClick={() => onOpen(id)}>
                {name}
              </button>
            ) : (
              <span className={cx('cut', css.who)} dir="auto">
                {name}
              </span>
            )}
            <span className={cx('cut', css.under)}>
              <Presence agent={agent} />
            </span>
          </span>
        </div>
      </td>
      {manages && (
        <td className={css.cEmail}>
          {agent.email ? (
            <span className={cx('cut muted auto', css.block)} dir="ltr" title={agent.email}>
              {agent.email}
            </span>
          ) : (
            <span className="faint">{t('people.notGiven')}</span>
          )}
        </td>
      )}
      {manages && (
        <td className={cx('num', css.cPhone)}>
          {agent.phone ? <span className="ltr">{agent.phone}</span> : <span className="faint">{t('people.notGiven')}</span>}
        </td>
      )}
      <td className={css.cTeam}>
        <span className={cx('cut', css.block)}>{agent.team.name}</span>
        <span className={cx('cut', css.under)}>
          {hidePhone ? (
            <span className={css.hides}>
              <Icon of={EyeOff} size="xs" />
              {t('people.hidePhone')}
            </span>
          ) : (
            agent.role.name
          )}
        </span>
      </td>
      <td className={css.cLoad}>
        {isRouted(agent) ? <Load load={agent.load} capacity={agent.capacity} /> : <span className="muted">{t('people.notRouted')}</span>}
      </td>
      <td className={cx('num muted', css.cCreated)}>
        <time dir="auto" dateTime={agent.createdAt}>
          {formatMoment(agent.createdAt, 'date', 0)}
        </time>
      </td>
      <td className={css.cState}>
        {active ? <Pill tone="good">{t('people.state.ACTIVE')}</Pill> : <Pill>{t('people.state.INACTIVE')}</Pill>}
      </td>
      {manages && (
        <td className={css.cActions}>
          <div className={css.acts}>
            <IconButton icon={Pencil} iconSize="s" label={t('people.edit', { name })} onClick={() => onOpen(id)} />
            <IconButton
              className={css.eye}
              icon={hidePhone ? EyeOff : Eye}
              iconSize="s"
              pressed={hidePhone}
              disabled={busy}
              label={t(hidePhone ? 'people.showNumbers' : 'people.hideNumbers', { name })}
              onClick={() => void toggle()}
            />
            {active ? (
              <IconButton
                icon={UserRoundX}
                iconSize="s"
                label={t('people.deactivateName', { name })}
                disabled={id === viewer.agent.id}
                onClick={() => setAsking(true)}
              />
            ) : (
              <IconButton
                icon={UserRoundCheck}
                iconSize="s"
                label={t('people.activateName', { name })}
                onClick={() => void activate(agent)}
              />
            )}
          </div>
          <DeactivateDialog agent={agent} open={asking} onClose={() => setAsking(false)} />
        </td>
      )}
    </tr>
  );
});
