import { Button, Dialog, IconButton, Menu, TextField, useTranslation } from '@parley/plugin-ui';
import { EllipsisVertical } from '@parley/plugin-ui/icons';
import { useState } from 'react';
import { call, sendAs } from '../data/api';
import type { Customer } from '../data/types';
import css from './phone.module.css';

/** The rarer things that a customer may send. */
export function MoreMenu({ customer, numberId }: { customer: Customer; numberId: string }) {
  const { t } = useTranslation('simulator');
  const [changing, setChanging] = useState(false);
  const send = (message: Record<string, unknown>) => void sendAs(customer.id, { ...message, numberId });
  const formId = `change-${customer.id}`;
  return (
    <>
      <Menu position="bottom-end" label={t('phone.more')}>
        <Menu.Target>
          <IconButton icon={EllipsisVertical} iconSize="s" label={t('phone.more')} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            onClick={() =>
              send({
                type: 'text',
                text: 'Hello! Can I get more info on this?',
                referral: {
                  source_url: 'https://fb.me/3cr4Wqqkv',
                  source_type: 'ad',
                  headline: 'Chat with us',
                  body: 'Garden chairs are here!',
                },
              })
            }
          >
            {t('phone.advert')}
          </Menu.Item>
          <Menu.Item
            onClick={() =>
              send({ type: 'text', text: 'Have you seen this? 20 % off everything this weekend.', context: { forwarded: true } })
            }
          >
            {t('phone.forward')}
          </Menu.Item>
          <Menu.Item
            onClick={() =>
              send({
                type: 'order',
                order: {
                  text: 'Is that in stock?',
                  product_items: [
                    { product_retailer_id: 'CHAIR-OAK', quantity: 2, item_price: 89.5, currency: 'EUR' },
                    { product_retailer_id: 'TABLE-OAK', quantity: 1, item_price: 240, currency: 'EUR' },
                  ],
                },
              })
            }
          >
            {t('phone.order')}
          </Menu.Item>
          <Menu.Item onClick={() => send({ type: 'unsupported' })}>{t('phone.unsupported')}</Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => setChanging(true)}>{t('phone.changeNumber')}</Menu.Item>
          <Menu.Item danger onClick={() => void call('PATCH', `/customers/${customer.id}`, { blocked: true })}>
            {t('phone.block')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Dialog
        open={changing}
        onClose={() => setChanging(false)}
        title={t('phone.changeNumber')}
        actions={
          <>
            <Button onClick={() => setChanging(false)}>{t('phone.cancel')}</Button>
            <Button variant="primary" type="submit" form={formId}>
              {t('phone.change')}
            </Button>
          </>
        }
      >
        <form
          id={formId}
          className={css.form}
          onSubmit={(event) => {
            event.preventDefault();
            send({ type: 'system', system: { phone: new FormData(event.currentTarget).get('phone') } });
            setChanging(false);
          }}
        >
          <TextField name="phone" label={t('phone.newNumber')} required inputMode="tel" autoComplete="off" dir="ltr" data-autofocus />
        </form>
      </Dialog>
    </>
  );
}
