import { Badge, IconLink, useNotifications, useTranslation } from '@parley/plugin-ui';
import { Bell, BellOff, BellRing, Inbox } from '@parley/plugin-ui/icons';
import { cx, IconButton } from '@parley/plugin-ui';
import { useOnline } from '../data/attention';
import type { OwnPresence } from '../data/presence';
import { MeMenu } from './me-menu';
import { RailLinks } from '../slots/rail-links';
import css from './rail.module.css';
import { SettingsPopover } from './settings-popover';

/** What {@link Rail} takes. */
export interface RailProps {
  presence: OwnPresence;
  unread: number;
  /** A page of a plugin is open instead of the inbox. */
  elsewhere: boolean;
  settingsOpen: boolean;
  onSettings(open: boolean): void;
  onKeys(): void;
}

/** The first column: who I am, where I am, and whether the line and the alerts work. */
export function Rail({ presence, unread, elsewhere, settingsOpen, onSettings, onKeys }: RailProps) {
  const { t } = useTranslation('workbench');
  const { permission, ask } = useNotifications();
  const online = useOnline();
  const bell = permission === 'granted' ? Bell : permission === 'default' ? BellRing : BellOff;
  const said = t(`rail.notifications.${permission}`);
  const line = t(online ? 'rail.connected' : 'rail.disconnected');
  return (
    <nav className={css.rail} aria-label={t('rail.main')}>
      <MeMenu presence={presence} onKeys={onKeys} />
      <IconLink
        to="/"
        icon={Inbox}
        current={!elsewhere}
        hotkey="g i"
        tipPosition="right"
        className={css.big ?? ''}
        label={unread > 0 ? t('rail.inboxUnread', { count: unread }) : t('rail.inbox')}
      >
        <Badge count={unread} corner />
      </IconLink>
      <RailLinks />
      <span className={css.gap} />
      <SettingsPopover open={settingsOpen} onChange={onSettings} />
      {permission === 'default' ? (
        <IconButton icon={bell} label={said} tipPosition="right" className={cx(css.big, css.ask)} onClick={() => void ask()} />
      ) : (
        <span className={css.sign} role="img" aria-label={said} title={said} data-permission={permission}>
          {bell === Bell ? <Bell size={18} strokeWidth={1.75} /> : <BellOff size={18} strokeWidth={1.75} />}
        </span>
      )}
      <span className={css.sign} role="status" aria-label={line} title={line}>
        <span className={cx(css.line, online ? css.up : css.down)} data-connection={online ? 'connected' : 'disconnected'} />
      </span>
    </nav>
  );
}
