import { useMutation } from '@apollo/client/react';
import { Button, Dialog, toast, useTranslation } from '@parley/plugin-ui';
import type { Card } from '../data/types';
import { ConversationCloseDocument } from '../gql/generated';

/** Asks before a conversation is closed for ever. `onClosed` runs when the server has closed it. */
export function CloseDialog({ card, open, onCancel, onClosed }: { card: Card; open: boolean; onCancel(): void; onClosed(): void }) {
  const { t } = useTranslation('workbench');
  const [close, { loading }] = useMutation(ConversationCloseDocument);
  const confirm = () => {
    void close({ variables: { id: card.id } })
      .then(({ data }) => {
        const refusal = data?.conversationClose.errors[0];
        if (refusal) throw new Error(refusal.message);
        onClosed();
      })
      .catch((error: unknown) => toast({ tone: 'bad', title: t('close.failed'), text: error instanceof Error ? error.message : '' }));
  };
  return (
    <Dialog
      open={open}
      onClose={onCancel}
      title={t('close.title', { name: card.contact.name })}
      actions={
        <>
          <Button onClick={onCancel}>{t('cancel')}</Button>
          <Button variant="primary" busy={loading} onClick={confirm} data-autofocus>
            {t('close.do')}
          </Button>
        </>
      }
    >
      {t('close.text')}
    </Dialog>
  );
}
