import { Avatar, Badge, Button, Dialog, Icon, IconButton, TextField, cx, useTranslation } from '@parley/plugin-ui';
import { Plus, Smartphone } from '@parley/plugin-ui/icons';
import { useState } from 'react';
import { call } from '../data/api';
import type { BusinessNumber, Chat, Customer } from '../data/types';
import { faceOf } from './faces';
import { phoneText, shownName } from './names';
import css from './people.module.css';

const SHOWN = 150;

interface Props {
  customers: Customer[];
  chats: Chat[];
  number: BusinessNumber | undefined;
  open: string[];
  focused: string | undefined;
  onPick(id: string): void;
  hidden: boolean;
}

/** The list of customers; picking one brings the phone on screen. */
export function People({ customers, chats, number, open, focused, onPick, hidden }: Props) {
  const { t } = useTranslation('simulator');
  const [adding, setAdding] = useState(false);
  const unread = new Map<string, number>();
  for (const chat of chats) {
    const count = chat.messages.filter(
      (message) => message.from === 'business' && message.status === 'delivered' && message.type !== 'reaction',
    ).length;
    if (count) unread.set(chat.customerId, (unread.get(chat.customerId) ?? 0) + count);
  }
  return (
    <nav className={cx(css.people, 'scroll')} hidden={hidden} aria-label={t('people.title')}>
      <h2>
        <span className="grow">{t('people.title')}</span>
        <IconButton icon={Plus} iconSize="s" label={t('people.add')} onClick={() => setAdding(true)} />
      </h2>
      <ul>
        {customers.slice(0, SHOWN).map((customer) => {
          const count = unread.get(customer.id) ?? 0;
          return (
            <li key={customer.id}>
              <button
                type="button"
                className={cx(css.card, count > 0 && css.unread)}
                aria-current={customer.id === focused}
                onClick={() => onPick(customer.id)}
              >
                <Avatar {...faceOf(customer)} />
                <span className={css.words}>
                  <span className={css.line}>
                    <bdi className={cx('cut', css.name)} dir="auto">
                      {shownName(customer)}
                    </bdi>
                    {open.includes(customer.id) && (
                      <span className="faint" title={t('people.onScreen')}>
                        <Icon of={Smartphone} size="xs" label={t('people.onScreen')} />
                      </span>
                    )}
                  </span>
                  <span className={css.line}>
                    <span className={cx('cut num', css.last)}>
                      {customer.blocked ? (
                        t('people.blocked', { name: number?.verifiedName ?? '' })
                      ) : customer.numberHidden ? (
                        t('people.hidden')
                      ) : (
                        <span className="ltr">{phoneText(customer)}</span>
                      )}
                    </span>
                    <Badge count={count} label={t('people.unread', { count })} />
                  </span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {customers.length > SHOWN && <p className={css.note}>{t('people.more', { count: customers.length - SHOWN })}</p>}
      <span className="grow" />
      <p className={css.note}>{t('people.note')}</p>
      <AddCustomer open={adding} onClose={() => setAdding(false)} onAdded={onPick} />
    </nav>
  );
}

function AddCustomer({ open, onClose, onAdded }: { open: boolean; onClose(): void; onAdded(id: string): void }) {
  const { t } = useTranslation('simulator');
  const save = async (form: HTMLFormElement) => {
    const data = new FormData(form);
    const username = String(data.get('username') ?? '').trim();
    const added = await call<Customer>('POST', '/customers', {
      name: data.get('name'),
      phone: data.get('phone'),
      ...(username ? { username } : {}),
    });
    if (!added) return;
    onClose();
    onAdded(added.id);
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t('people.add')}
      actions={
        <>
          <Button onClick={onClose}>{t('people.cancel')}</Button>
          <Button variant="primary" type="submit" form="add-customer">
            {t('people.save')}
          </Button>
        </>
      }
    >
      <form
        id="add-customer"
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          void save(event.currentTarget);
        }}
      >
        <TextField name="name" label={t('people.name')} required autoComplete="off" data-autofocus />
        <TextField
          name="phone"
          label={t('people.phone')}
          required
          inputMode="tel"
          autoComplete="off"
          placeholder="+44 7900 000000"
          dir="ltr"
        />
        <TextField name="username" label={t('people.username')} help={t('people.usernameHelp')} autoComplete="off" dir="ltr" />
      </form>
    </Dialog>
  );
}
