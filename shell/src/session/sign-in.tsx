import { useMutation } from '@apollo/client/react';
import {
  Banner,
  Button,
  Checkbox,
  Dialog,
  PasswordField,
  TextField,
  Trans,
  useLocale,
  useTitleBadge,
  useTranslation,
  type AppName,
  type Demo,
  type IconOf,
  type SessionEnd,
} from '@parley/plugin-ui';
import { CircleAlert, Lock, LogOut, MonitorSmartphone, Timer, UserX, WifiOff } from '@parley/plugin-ui/icons';
import { useState, type FormEvent } from 'react';
import { DemoCard } from './demo-card';
import { SESSION_CREATE } from './documents';
import { Mark } from './mark';
import { prefilledAccount, rememberAccount } from './remembered';
import { Scene } from './scene';
import css from './sign-in.module.css';

interface Refusal {
  code: string;
  message: string;
}
interface Created {
  sessionCreate: { viewer: { organization: { account: string; name: string } } | null; errors: Refusal[] };
}
const icons: Record<string, IconOf> = {
  SESSION_ELSEWHERE: MonitorSmartphone,
  SESSION_INACTIVE: UserX,
  SESSION_THROTTLED: Timer,
  SESSION_APP_FORBIDDEN: Lock,
  UNREACHABLE: WifiOff,
};

/** Three fields, the terms, one button. Refusals are the server's own words, with what to do under them. */
export function SignIn({
  app,
  demo,
  why,
  onSignedIn,
}: {
  app: AppName;
  demo: Demo | null;
  why: SessionEnd | null;
  onSignedIn(): Promise<void>;
}) {
  const { t, i18n } = useTranslation('shell');
  const { locale, locales, setLocale } = useLocale();
  const [prefilled] = useState(() => prefilledAccount(location.search));
  const [account, setAccount] = useState(prefilled.account);
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [agreed, setAgreed] = useState(false);
  const [terms, setTerms] = useState(false);
  const [tried, setTried] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [create] = useMutation<Created>(SESSION_CREATE);
  const [busy, setBusy] = useState(false);
  useTitleBadge(0, t('signIn'));

  const known = prefilled.remembered?.account === account.trim() ? prefilled.remembered : null;
  const missing = (value: string, field: 'account' | 'username' | 'password') =>
    tried && !value.trim() ? t(`missing.${field}`) : undefined;

  async function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!agreed || busy || !account.trim() || !username.trim() || !password) return;
    setBusy(true);
    setRefusal(null);
    try {
      const { data } = await create({ variables: { input: { account: account.trim(), username: username.trim(), password, app } } });
      const first = data?.sessionCreate.errors[0];
      const organization = data?.sessionCreate.viewer?.organization;
      if (organization) {
        rememberAccount({ account: organization.account, name: organization.name });
        await onSignedIn();
      } else setRefusal(first ?? { code: 'OTHER', message: t('refused.OTHER') });
    } catch {
      setRefusal({ code: 'UNREACHABLE', message: t('unreachable.title') });
    } finally {
      setBusy(false);
    }
  }

  // English is the server's own sentence; other languages say the same where they know it.
  const title =
    refusal && (locale.tag === 'en' ? refusal.message : i18n.t(`shell:refused.${refusal.code}`, { defaultValue: refusal.message }));
  // Where the server's sentence already says what to do, nothing is added.
  const hint =
    refusal &&
    (refusal.code === 'UNREACHABLE' ? t('unreachable.text') : i18n.exists(`shell:hint.${refusal.code}`) ? t(`hint.${refusal.code}`) : null);
  return (
    <div className={css.split}>
      <main className={css.side}>
        <Mark />
        <form className={css.form} aria-labelledby="sign-in" noValidate onSubmit={(event) => void submit(event)}>
          <div>
            <h1 id="sign-in">{t(`title.${app}`)}</h1>
            {known && <p className="muted">{known.name}</p>}
          </div>
          {refusal && (
            <Banner tone="bad" role="alert" icon={icons[refusal.code] ?? CircleAlert} title={title}>
              {hint}
            </Banner>
          )}
          {!refusal && why && (
            <Banner tone="warn" role="alert" icon={LogOut} title={t(`over.${why}.title`)}>
              {t(`over.${why}.text`)}
            </Banner>
          )}
          <TextField
            big
            label={t('account')}
            name="organization"
            inputMode="numeric"
            autoComplete="organization"
            className="num"
            value={account}
            autoFocus={!prefilled.account}
            onChange={(event) => setAccount(event.target.value)}
            help={known ? t('remembered') : undefined}
            error={missing(account, 'account')}
          />
          <TextField
            big
            label={t('username')}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            value={username}
            autoFocus={Boolean(prefilled.account)}
            onChange={(event) => setUsername(event.target.value)}
            error={missing(username, 'username')}
          />
          <PasswordField
            big
            label={t('password')}
            name="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            error={missing(password, 'password')}
          />
          <Checkbox
            name="terms"
            checked={agreed}
            onChange={(event) => setAgreed(event.target.checked)}
            label={
              <Trans
                t={t}
                i18nKey="agree"
                components={[
                  <button
                    key="0"
                    type="button"
                    className={css.terms}
                    onClick={(event) => {
                      event.preventDefault();
                      setTerms(true);
                    }}
                  />,
                ]}
              />
            }
          />
          <Button type="submit" variant="primary" size="big" className={css.submit} disabled={!agreed} busy={busy}>
            {t('signIn')}
          </Button>
          {demo && (
            <DemoCard
              demo={demo}
              onPick={(name) => {
                setAccount(demo.account);
                setUsername(name);
                setPassword(demo.password);
              }}
            />
          )}
        </form>
        <nav className={css.foot} aria-label={t('languages')}>
          {locales.map((each) => (
            <button
              key={each.tag}
              type="button"
              lang={each.tag}
              className={css.lang}
              aria-current={each.tag === locale.tag ? 'true' : undefined}
              onClick={() => void setLocale(each.tag)}
            >
              {each.name}
            </button>
          ))}
        </nav>
      </main>
      <Scene />
      <Dialog
        open={terms}
        onClose={() => setTerms(false)}
        title={t('terms.title')}
        actions={<Button onClick={() => setTerms(false)}>{t('terms.close')}</Button>}
      >
        <p>{t('terms.text')}</p>
        <p>{t('terms.data')}</p>
        <p>{t('terms.log')}</p>
      </Dialog>
    </div>
  );
}
