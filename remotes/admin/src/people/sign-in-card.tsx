import { Button, Icon, PasswordField, Time, toast, useTranslation } from '@parley/plugin-ui';
import { KeyRound, Laptop, LogOut } from '@parley/plugin-ui/icons';
import { useState } from 'react';
import { useRun } from '../data/use-run';
import { AgentPasswordSetDocument, AgentSessionsEndDocument } from '../gql/generated';
import { browserName } from './browser-name';
import css from './people.module.css';
import type { AgentDetails } from './use-agent-form';

/** Where somebody is signed in, the way to end that, and a new password. */
export function SignInCard({ agent }: { agent: AgentDetails }) {
  const { t } = useTranslation('admin');
  const run = useRun();
  const [busy, setBusy] = useState<'end' | 'password' | null>(null);
  const [open, setOpen] = useState(false);
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string | null>(null);
  const { id, name, sessions } = agent;

  const end = async () => {
    setBusy('end');
    const outcome = await run(AgentSessionsEndDocument, { input: { agentId: id } });
    setBusy(null);
    if (outcome.ok) toast({ tone: 'good', title: t('people.signIn.ended', { name }) });
    else toast({ tone: 'bad', title: t('people.notChanged', { name }), text: outcome.problems[0]?.message });
  };
  const set = async () => {
    setBusy('password');
    const outcome = await run(AgentPasswordSetDocument, { input: { agentId: id, password } });
    setBusy(null);
    if (!outcome.ok) return setError(outcome.problems.map(({ message }) => message).join(' '));
    toast({ tone: 'good', title: t('people.signIn.passwordSet', { name }) });
    setOpen(false);
    setPassword('');
    setError(null);
  };

  return (
    <section className={css.signIn} aria-label={t('people.signIn.title')}>
      <header className="row">
        <b className="medium grow">{t('people.signIn.title')}</b>
        <span className="meta muted ltr">{agent.username}</span>
      </header>
      {sessions.length === 0 ? (
        <p className="muted second">{t('people.signIn.nowhere')}</p>
      ) : (
        <ul className={css.sessions}>
          {sessions.map((session) => (
            <li key={session.id}>
              <Icon of={Laptop} size="s" />
              <span className="grow">
                {t('people.signIn.on', {
                  app: t(`people.signIn.app.${session.app}`, { defaultValue: session.app }),
                  browser: browserName(session.userAgent) ?? t('people.signIn.unknownBrowser'),
                })}
                <span className="meta muted">
                  {t('people.signIn.since')} <Time at={session.createdAt} format="list" />
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
      <div className={css.signInActs}>
        <Button icon={KeyRound} aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('people.signIn.setPassword')}
        </Button>
        {sessions.length > 0 && (
          <Button icon={LogOut} busy={busy === 'end'} onClick={() => void end()}>
            {t('people.signIn.end', { count: sessions.length })}
          </Button>
        )}
      </div>
      {open && (
        <form
          className={css.passwordForm}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void set();
          }}
        >
          <PasswordField
            label={t('people.signIn.newPassword')}
            help={t('people.signIn.passwordHelp')}
            error={error}
            autoFocus
            autoComplete="new-password"
            value={password}
            onChange={(event) => {
              setPassword(event.target.value);
              setError(null);
            }}
          />
          <Button type="submit" variant="primary" busy={busy === 'password'} disabled={!password}>
            {t('people.signIn.savePassword')}
          </Button>
        </form>
      )}
    </section>
  );
}
