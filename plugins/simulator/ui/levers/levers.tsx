import { Button, SelectField, Switch, useTranslation } from '@parley/plugin-ui';
import { useEffect, useState, type ReactNode } from 'react';
import { call } from '../data/api';
import { foresee } from '../data/simulator';
import type { BusinessNumber, Customer, Faults, WireEntry } from '../data/types';
import css from './levers.module.css';
import { Wire } from './wire';

const STEP_MS = 300;
const HOUR = 3_600_000;
/** Codes for the next send: throttling, the window, people, money, Meta's own trouble. */
const CODES = [131056, 130429, 131047, 131026, 131049, 131050, 131042, 131053, 132015, 131031, 190, 131000, 131016];

interface Props {
  faults: Faults;
  wire: WireEntry[];
  customer: Customer | undefined;
  number: BusinessNumber | undefined;
  now: number;
  shiftMs: number;
  hidden: boolean;
}

/** What can go wrong, by place. */
export function Levers({ faults, wire, customer, number, now, shiftMs, hidden }: Props) {
  const { t } = useTranslation('simulator');
  const set = (changes: Partial<Faults>) =>
    void foresee({ type: 'faults', faults: { ...faults, ...changes } }, call('PUT', '/faults', changes));
  return (
    <aside className={css.levers} hidden={hidden} aria-label={t('levers.title')}>
      <div className={`${css.groups} scroll`}>
        <Group title={t('levers.way')}>
          <Delay value={faults.delayMs} onChange={(delayMs) => set({ delayMs })} />
          <Lever label={t('levers.copies')} on={faults.copies > 1} onChange={(on) => set({ copies: on ? 3 : 1 })} />
          <Lever label={t('levers.random')} on={faults.randomOrder} onChange={(randomOrder) => set({ randomOrder })} />
          <Lever label={t('levers.lose')} on={faults.loseWebhookAnswer} onChange={(loseWebhookAnswer) => set({ loseWebhookAnswer })} />
          <div className={css.lever}>
            <b className="grow">{t('levers.signature')}</b>
            <Button
              disabled={!customer}
              onClick={() => void call('POST', '/forgeries', { customerId: customer?.id, numberId: number?.phoneNumberId })}
            >
              {t('levers.sendOne')}
            </Button>
          </div>
        </Group>
        <Group title={t('levers.whatsapp')}>
          <NextSend faults={faults} onChange={set} />
          <div className={css.lever}>
            <b className="grow">{t('levers.receipts')}</b>
            <SelectField
              aria-label={t('levers.receipts')}
              value={faults.receipts}
              onChange={(event) => set({ receipts: event.target.value })}
              options={['in-order', 'reversed', 'skip-delivered', 'failed-then-delivered', 'never-read', 'none'].map((value) => ({
                value,
                label: t(`levers.orders.${value}`),
              }))}
            />
          </div>
          <Lever label={t('levers.links')} on={faults.mediaLinksExpire} onChange={(mediaLinksExpire) => set({ mediaLinksExpire })} />
          <Lever label={t('levers.limits')} on={faults.limits} onChange={(limits) => set({ limits })} />
        </Group>
        {customer && <ThisPhone customer={customer} />}
        <Time customer={customer} number={number} now={now} shiftMs={shiftMs} />
      </div>
      <Wire wire={wire} />
    </aside>
  );
}

const Group = ({ title, end, children }: { title: ReactNode; end?: ReactNode; children: ReactNode }) => (
  <div className={css.group}>
    <h2>
      <span className="grow cut">{title}</span>
      {end}
    </h2>
    {children}
  </div>
);

const Lever = ({ label, help, on, onChange }: { label: string; help?: string; on: boolean; onChange(on: boolean): void }) => (
  <label className={css.lever}>
    <span className="grow">
      <b>{label}</b>
      {help && <span className="meta muted">{help}</span>}
    </span>
    <Switch checked={on} onChange={(event) => onChange(event.target.checked)} />
  </label>
);

/** Moves freely under the hand and is told when it is let go. */
function Delay({ value, onChange }: { value: number; onChange(ms: number): void }) {
  const { t } = useTranslation('simulator');
  const [steps, setSteps] = useState(value / STEP_MS);
  useEffect(() => setSteps(value / STEP_MS), [value]);
  const tell = () => {
    if (steps * STEP_MS !== value) onChange(steps * STEP_MS);
  };
  return (
    <label className={css.lever}>
      <b className="grow">{t('levers.delay')}</b>
      <input
        type="range"
        min="0"
        max="30"
        value={steps}
        onChange={(event) => setSteps(Number(event.target.value))}
        onPointerUp={tell}
        onKeyUp={tell}
        onBlur={tell}
      />
      <span className={`num ${css.value}`}>{t('levers.seconds', { value: ((steps * STEP_MS) / 1000).toFixed(1) })}</span>
    </label>
  );
}

function NextSend({ faults, onChange }: { faults: Faults; onChange(changes: Partial<Faults>): void }) {
  const { t } = useTranslation('simulator');
  const [titles, setTitles] = useState<Record<number, string>>({});
  useEffect(() => {
    void call<{ code: number; title: string }[]>('GET', '/errors').then(
      (all) => all && setTitles(Object.fromEntries(all.map(({ code, title }) => [code, title]))),
    );
  }, []);
  const options = [
    { value: '', label: t('levers.works') },
    { value: 'lost', label: t('levers.loseAnswer') },
    ...CODES.map((code) => ({ value: String(code), label: `${code} ${titles[code] ?? ''}` })),
  ];
  const value = faults.loseSendAnswer > 0 ? 'lost' : faults.nextSend ? String(faults.nextSend.code) : '';
  const choose = (next: string) =>
    onChange({
      loseSendAnswer: next === 'lost' ? 1 : 0,
      nextSend: next && next !== 'lost' ? { code: Number(next), by: 'answer', times: 1 } : null,
    });
  return (
    <div className={css.lever}>
      <b className="grow">{t('levers.next')}</b>
      <SelectField aria-label={t('levers.next')} value={value} onChange={(event) => choose(event.target.value)} options={options} />
    </div>
  );
}

function ThisPhone({ customer }: { customer: Customer }) {
  const { t } = useTranslation('simulator');
  const set = (changes: Partial<Customer>) =>
    void foresee({ type: 'customer', customer: { ...customer, ...changes } }, call('PATCH', `/customers/${customer.id}`, changes));
  return (
    <Group title={t('levers.this', { name: customer.name })}>
      <Lever label={t('levers.network')} help={t('levers.networkHelp')} on={!customer.online} onChange={(on) => set({ online: !on })} />
      <Lever
        label={t('levers.hide')}
        help={t('levers.hideHelp', { username: customer.username ?? '…' })}
        on={customer.numberHidden}
        onChange={(numberHidden) => set({ numberHidden })}
      />
    </Group>
  );
}

function Time({
  customer,
  number,
  now,
  shiftMs,
}: {
  customer: Customer | undefined;
  number: BusinessNumber | undefined;
  now: number;
  shiftMs: number;
}) {
  const { t } = useTranslation('simulator');
  const clock = (body: unknown) => void call('POST', '/clock', body);
  const burst = (body: Record<string, unknown>) => void call('POST', '/bursts', { ...body, numberId: number?.phoneNumberId });
  const moved = new Date(now).toDateString() !== new Date().toDateString();
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(now);
  const at = moved
    ? t('levers.shifted', { time, day: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }).format(now) })
    : t('levers.today', { time });
  return (
    <Group
      title={t('levers.time')}
      end={
        <>
          {shiftMs !== 0 && (
            <Button variant="link" className={css.small} onClick={() => clock({ reset: true })}>
              {t('levers.real')}
            </Button>
          )}
          <span className="num faint" style={{ marginInlineStart: 8 }} title={t('levers.clockHelp')}>
            {at}
          </span>
        </>
      }
    >
      <div className={css.jump}>
        <Button title={t('levers.clockHelp')} onClick={() => clock({ shiftMs: HOUR })}>
          {t('levers.hour')}
        </Button>
        <Button
          title={t('levers.clockHelp')}
          disabled={!customer}
          onClick={() => clock({ customerId: customer?.id, numberId: number?.phoneNumberId, windowLeftMs: 300_000 })}
        >
          {t('levers.window')}
        </Button>
        <Button title={t('levers.clockHelp')} onClick={() => clock({ shiftMs: 24 * HOUR })}>
          {t('levers.day')}
        </Button>
        <Button onClick={() => burst({ kind: 'first-messages', count: 30 })}>{t('levers.first')}</Button>
        <Button disabled={!customer || customer.blocked} onClick={() => burst({ kind: 'photos', count: 99, customerId: customer?.id })}>
          {t('levers.photos')}
        </Button>
        <Button onClick={() => burst({ kind: 'rate', perSecond: 1000, seconds: 10 })}>{t('levers.rate')}</Button>
      </div>
    </Group>
  );
}
