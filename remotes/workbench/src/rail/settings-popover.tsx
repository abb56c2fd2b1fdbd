import {
  Icon,
  IconButton,
  Popover,
  Segmented,
  SelectField,
  Switch,
  useLocale,
  useNotifications,
  useSingleKeys,
  useTheme,
  useTranslation,
  type IconOf,
} from '@parley/plugin-ui';
import { BellRing, Keyboard, Settings, Volume2 } from '@parley/plugin-ui/icons';
import { SettingsLinks } from '../slots/settings-links';
import css from './rail.module.css';

function Row({
  icon,
  label,
  note,
  on,
  onChange,
  disabled,
}: {
  icon: IconOf;
  label: string;
  note?: string | undefined;
  on: boolean;
  onChange(on: boolean): void;
  disabled?: boolean;
}) {
  return (
    <label className={css.setting}>
      <Icon of={icon} />
      <span className="grow">
        {label}
        {note && <span className={css.note}>{note}</span>}
      </span>
      <Switch checked={on} disabled={disabled} onChange={(event) => onChange(event.currentTarget.checked)} />
    </label>
  );
}

/** What a person may set for themselves, kept in this browser. */
export function SettingsPopover({ open, onChange }: { open: boolean; onChange(open: boolean): void }) {
  const { t } = useTranslation('workbench');
  const alerts = useNotifications();
  const single = useSingleKeys();
  const { choice, setChoice } = useTheme();
  const { locale, locales, setLocale } = useLocale();
  const popup = (on: boolean) => {
    alerts.setPopup(on);
    if (on) void alerts.ask();
  };
  const sound = (on: boolean) => {
    alerts.setSound(on);
    if (on) void alerts.play();
  };
  return (
    <Popover opened={open} onChange={onChange} position="right-end" offset={12} width={296}>
      <Popover.Target>
        <IconButton
          icon={Settings}
          label={t('rail.settings')}
          hotkey="g s"
          tipPosition="right"
          className={css.big ?? ''}
          aria-haspopup="dialog"
          aria-expanded={open}
          onClick={() => onChange(!open)}
        />
      </Popover.Target>
      <Popover.Dropdown aria-label={t('settings.title')}>
        <h2 className={css.settingsTitle}>{t('settings.title')}</h2>
        <Row icon={Volume2} label={t('settings.sound')} on={alerts.sound} onChange={sound} />
        <Row
          icon={BellRing}
          label={t('settings.popup')}
          note={alerts.permission === 'denied' ? t('settings.popupBlocked') : undefined}
          on={alerts.popup && alerts.permission !== 'denied'}
          disabled={alerts.permission === 'denied' || alerts.permission === 'unsupported'}
          onChange={popup}
        />
        <Row icon={Keyboard} label={t('settings.singleKeys')} on={single.on} onChange={single.set} />
        <div className={css.choice}>
          <span className={css.choiceLabel}>{t('settings.theme')}</span>
          <Segmented
            label={t('settings.theme')}
            value={choice}
            onChange={setChoice}
            options={[
              { value: 'system', label: t('settings.system') },
              { value: 'light', label: t('settings.light') },
              { value: 'dark', label: t('settings.dark') },
            ]}
          />
        </div>
        <SelectField
          label={t('settings.language')}
          value={locale.tag}
          onChange={(event) => void setLocale(event.currentTarget.value)}
          options={locales.map(({ tag, name }) => ({ value: tag, label: name }))}
        />
        <SettingsLinks onGo={() => onChange(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}
