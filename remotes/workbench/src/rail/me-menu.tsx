import { Avatar, KeyCap, Menu, PresenceDot, formatSpan, useSession, useTheme, useTranslation, type ThemeChoice } from '@parley/plugin-ui';
import { Keyboard, LogOut, Monitor, Moon, Sun } from '@parley/plugin-ui/icons';
import type { OwnPresence } from '../data/presence';
import type { PresenceChoice } from '../gql/generated';
import css from './rail.module.css';

const choices: readonly { status: PresenceChoice; word: 'online' | 'busy' }[] = [
  { status: 'ONLINE', word: 'online' },
  { status: 'BUSY', word: 'busy' },
];
const themes = { system: Monitor, light: Sun, dark: Moon } as const;
const following: Record<ThemeChoice, ThemeChoice> = { system: 'light', light: 'dark', dark: 'system' };

/** The avatar with the status on it; its menu offers Online and Busy. Away comes by itself and cannot be chosen. */
export function MeMenu({ presence, onKeys }: { presence: OwnPresence; onKeys(): void }) {
  const { t } = useTranslation(['workbench', 'kit']);
  const {
    viewer: { agent, organization },
    signOut,
  } = useSession();
  const { choice, setChoice } = useTheme();
  const { idleSeconds } = organization.settings;
  const status = t(`kit:presence.${presence.shown}`);
  return (
    <Menu position="right-start" width={248} label={t('menu.status')}>
      <Menu.Target>
        <button type="button" className={css.me} aria-label={t('rail.me', { name: agent.name, status })} title={`${agent.name}, ${status}`}>
          <Avatar name={agent.name} id={agent.id} presence={presence.shown} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={css.person}>
          <Avatar name={agent.name} id={agent.id} />
          <span className="cut">
            <span className={css.name}>{agent.name}</span>
            <span className={css.role}>{t('menu.role', { role: agent.role.name, organization: organization.name })}</span>
          </span>
        </div>
        <Menu.Divider />
        <Menu.RadioGroup label={t('menu.status')} value={presence.status} onChange={(status) => presence.choose(status as PresenceChoice)}>
          {choices.map(({ status, word }) => (
            <Menu.RadioItem
              key={status}
              value={status}
              leftSection={
                <span aria-hidden="true" className={css.choiceDot}>
                  <PresenceDot status={status} />
                </span>
              }
            >
              {t(`menu.${word}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <p className={css.hint}>{idleSeconds > 0 ? t('menu.awayHint', { time: formatSpan(idleSeconds * 1000) }) : t('menu.awayOff')}</p>
        <Menu.Divider />
        <Menu.Item
          closeMenuOnClick={false}
          icon={themes[choice]}
          rightSection={<span className="meta muted">{t(`settings.${choice}`)}</span>}
          onClick={() => setChoice(following[choice])}
        >
          {t('menu.theme')}
        </Menu.Item>
        <Menu.Item icon={Keyboard} rightSection={<KeyCap keys="?" />} onClick={onKeys}>
          {t('menu.keys')}
        </Menu.Item>
        <Menu.Item icon={LogOut} onClick={() => void signOut()}>
          {t('menu.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
