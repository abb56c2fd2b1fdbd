import { useMutation } from '@apollo/client/react';
import { toast, useTranslation } from '@parley/plugin-ui';
import { useMemo, useState } from 'react';
import { useOutbox } from '../data/outbox';
import { MessageReactDocument, MessageSendAgainDocument, MessageSettleDocument } from '../gql/generated';

/** What a person can do with one message. */
export interface MessageCommands {
  again(messageId: string): void;
  settle(messageId: string): void;
  react(messageId: string, emoji: string | null): void;
  retry(key: string): void;
  drop(key: string): void;
  /** Messages whose command is under way. */
  busy: ReadonlySet<string>;
}

/** The commands of the open chat; a refusal is said in the server's words. */
export function useMessageCommands(): MessageCommands {
  const { t } = useTranslation('workbench');
  const outbox = useOutbox();
  const [sendAgain] = useMutation(MessageSendAgainDocument);
  const [settle] = useMutation(MessageSettleDocument);
  const [react] = useMutation(MessageReactDocument);
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const { retry, drop } = outbox;
  return useMemo(() => {
    const run = (id: string, ask: () => Promise<readonly { message: string }[] | undefined>) => {
      setBusy((before) => new Set([...before, id]));
      ask()
        .then((errors) => {
          if (errors?.[0]) throw new Error(errors[0].message);
        })
        .catch((error: unknown) => toast({ tone: 'bad', title: t('message.notDone'), text: error instanceof Error ? error.message : '' }))
        .finally(() => setBusy((before) => new Set([...before].filter((each) => each !== id))));
    };
    return {
      again: (id) => run(id, async () => (await sendAgain({ variables: { id } })).data?.messageSendAgain.errors),
      settle: (id) => run(id, async () => (await settle({ variables: { id } })).data?.messageSettle.errors),
      react: (id, emoji) => run(id, async () => (await react({ variables: { id, emoji } })).data?.messageReact.errors),
      retry,
      drop,
      busy,
    };
  }, [busy, drop, react, retry, sendAgain, settle, t]);
}
