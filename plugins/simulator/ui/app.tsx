import {
  Banner,
  ButtonLink,
  EmptyState,
  Icon,
  Pill,
  Segmented,
  SelectField,
  cx,
  useMediaQuery,
  useNow,
  useTranslation,
} from '@parley/plugin-ui';
import { ArrowUpRight, FlaskConical, PlugZap, Smartphone } from '@parley/plugin-ui/icons';
import { useEffect, useState } from 'react';
import css from './app.module.css';
import { useSimulator } from './data/simulator';
import { Levers } from './levers/levers';
import { People } from './people/people';
import { Phone } from './phone/phone';

const asked = new URLSearchParams(location.search).get('phone')?.split(',').filter(Boolean) ?? [];

type View = 'people' | 'phone' | 'levers';

/** The whole page: customers, phones, what can go wrong. */
export function App() {
  const { t } = useTranslation('simulator');
  const known = useSimulator();
  const clock = useNow(1000);
  const wide = useMediaQuery('(min-width: 1280px)', true);
  const narrow = useMediaQuery('(max-width: 899px)', false);
  const [open, setOpen] = useState<string[]>(asked);
  const [focused, setFocused] = useState<string | undefined>(asked[0]);
  const [numberId, setNumberId] = useState<string>();
  const [view, setView] = useState<View>(asked.length ? 'phone' : 'people');
  const first = known?.customers[0]?.id;
  useEffect(() => {
    if (first && open.length === 0 && focused === undefined) {
      setOpen([first]);
      setFocused(first);
    }
  }, [first, open.length, focused]);
  if (!known) return <main className={css.sim} aria-busy="true" />;
  const { customers, chats, numbers, faults, wire, shiftMs } = known;
  const number = numbers.find((one) => one.phoneNumberId === numberId) ?? numbers[0];
  const now = clock + known.offset;
  const places = wide ? 2 : 1;
  const shown = (open.length <= places ? open : places === 1 && focused ? [focused] : open.slice(-places)).flatMap(
    (id) => customers.find((customer) => customer.id === id) ?? [],
  );
  const focus = shown.find((customer) => customer.id === focused) ?? shown[0];
  const pick = (id: string) => {
    setView('phone');
    setFocused(id);
    setOpen((before) =>
      before.includes(id) ? before : before.length < 2 ? [...before, id] : before.map((one) => (one === focus?.id ? id : one)),
    );
  };
  const putAway = (id: string) => {
    const left = open.filter((one) => one !== id);
    setOpen(left);
    setFocused(left[0] ?? '');
  };
  const hidden = (one: View) => narrow && view !== one;
  return (
    <div className={css.sim}>
      <header className={css.top}>
        <Icon of={Smartphone} />
        <h1>{t('title')}</h1>
        <Pill icon={FlaskConical} className={css.wide ?? ''}>
          {t('pill')}
        </Pill>
        <span className="grow" />
        {number && (
          <span className="row second muted">
            <span className={cx(css.dot, !number.webhookUrl && css.off)} />
            <span className="cut">{t(number.webhookUrl ? 'connected' : 'unconnected', { name: number.verifiedName })}</span>
            {numbers.length === 1 ? (
              <bdi className={cx('ltr num', css.wide)}>{number.displayPhoneNumber}</bdi>
            ) : (
              <SelectField
                className={css.pick ?? ''}
                aria-label={t('number')}
                value={number.phoneNumberId}
                onChange={(event) => setNumberId(event.target.value)}
                options={numbers.map((one) => ({ value: one.phoneNumberId, label: `${one.verifiedName} ${one.displayPhoneNumber}` }))}
              />
            )}
          </span>
        )}
        {known.workbenchUrl && (
          <span className={css.wide}>
            <ButtonLink href={known.workbenchUrl} external iconEnd={ArrowUpRight}>
              {t('workbench')}
            </ButtonLink>
          </span>
        )}
      </header>
      <div className={css.views}>
        <Segmented
          label={t('views.label')}
          value={view}
          onChange={(next) => setView(next as View)}
          options={(['people', 'phone', 'levers'] as const).map((value) => ({ value, label: t(`views.${value}`) }))}
        />
      </div>
      {!known.live && (
        <div className={css.lost}>
          <Banner float tone="bad" icon={PlugZap} title={t('lost')}>
            {t('lostText')}
          </Banner>
        </div>
      )}
      <People
        hidden={hidden('people')}
        customers={customers}
        chats={chats}
        number={number}
        open={shown.map(({ id }) => id)}
        focused={focus?.id}
        onPick={pick}
      />
      <main className={css.stage} hidden={hidden('phone')} aria-label={t('phone.stage')}>
        {shown.length === 0 && (
          <EmptyState icon={Smartphone} title={t('phone.empty')}>
            {t('phone.emptyText')}
          </EmptyState>
        )}
        {number &&
          (!narrow || view === 'phone') &&
          shown.map((customer) => (
            <Phone
              key={customer.id}
              customer={customer}
              number={number}
              now={now}
              chat={chats.find((chat) => chat.customerId === customer.id && chat.numberId === number.phoneNumberId)}
              onFocus={() => setFocused(customer.id)}
              onClose={() => putAway(customer.id)}
            />
          ))}
      </main>
      <Levers hidden={hidden('levers')} faults={faults} wire={wire} customer={focus} number={number} now={now} shiftMs={shiftMs} />
    </div>
  );
}
