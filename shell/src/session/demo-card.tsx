import { Icon, useTranslation, type Demo } from '@parley/plugin-ui';
import { FlaskConical } from '@parley/plugin-ui/icons';
import css from './sign-in.module.css';

/** Who can try the demo and with what password. A click on a name fills the form. */
export function DemoCard({ demo, onPick }: { demo: Demo; onPick(username: string): void }) {
  const { t } = useTranslation('shell');
  return (
    <div className={css.demo}>
      <header>
        <Icon of={FlaskConical} size="s" />
        <b>{t('demo.title')}</b>
      </header>
      <span>
        {t('demo.people')}:{' '}
        {demo.people.map(({ username, role }, index) => (
          <span key={username}>
            {index > 0 && ', '}
            <button
              type="button"
              className={css.fill}
              title={role}
              aria-label={t('demo.fill', { name: username })}
              onClick={() => onPick(username)}
            >
              {username}
            </button>
          </span>
        ))}
        .<br />
        {t('demo.password')}: <b>{demo.password}</b>
        {demo.phoneUrl && (
          <>
            <br />
            {t('demo.phone')}:{' '}
            <a href={demo.phoneUrl} target="_blank" rel="noopener">
              {t('demo.open')}
            </a>
          </>
        )}
      </span>
    </div>
  );
}
