import {
  Avatar,
  Icon,
  Menu,
  locales,
  setLocale,
  useLocale,
  useSession,
  useTheme,
  useTranslation,
  type ThemeChoice,
} from '@parley/plugin-ui';
import { Check, Languages, LogOut, Monitor, Moon, Sun } from '@parley/plugin-ui/icons';
import css from './frame.module.css';

const themes = [
  ['light', Sun],
  ['dark', Moon],
  ['system', Monitor],
] as const;

/** Who is signed in: theme, language and the way out. */
export function MeMenu() {
  const { t } = useTranslation('admin');
  const { viewer, signOut } = useSession();
  const { choice, setChoice } = useTheme();
  const { locale } = useLocale();
  const { agent } = viewer;
  return (
    <Menu label={t('me.label', { name: agent.name })}>
      <Menu.Target>
        <button type="button" className={css.me} aria-label={t('me.label', { name: agent.name })}>
          <Avatar name={agent.name} id={agent.id} size="s" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={css.whoami}>
          <b className="cut" dir="auto">
            {agent.name}
          </b>
          <span className="meta muted cut">{agent.role.name}</span>
        </div>
        <Menu.Divider />
        <Menu.Label>{t('me.theme')}</Menu.Label>
        <Menu.RadioGroup value={choice} onChange={(value) => setChoice(value as ThemeChoice)} label={t('me.theme')}>
          {themes.map(([value, icon]) => (
            <Menu.RadioItem key={value} value={value} leftSection={<Icon of={icon} size="s" />}>
              {t(`me.${value}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{t('me.language')}</Menu.Label>
        {locales.map(({ tag, name }) => (
          <Menu.Item
            key={tag}
            lang={tag}
            aria-current={locale.tag === tag || undefined}
            icon={locale.tag === tag ? Check : Languages}
            onClick={() => void setLocale(tag)}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item icon={LogOut} onClick={() => void signOut()}>
          {t('me.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
