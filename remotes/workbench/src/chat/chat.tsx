import { useFragment, useMutation } from '@apollo/client/react';
import { useHotkeys, useTranslation, type Hotkey } from '@parley/plugin-ui';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Composer, useClaim } from '../composer/composer';
import type { Refill } from '../composer/writer';
import { useLooking, useMine } from '../data/attention';
import { useOutbox } from '../data/outbox';
import type { Card, Preview } from '../data/types';
import { CloseDialog } from '../dialogs/close-dialog';
import { ConversationCardFragmentDoc, ConversationMarkReadDocument } from '../gql/generated';
import { BubblesLoading, ChatFailed, ChatGone, ChatLoading } from './chat-states';
import { Find } from './find';
import { ChatHeader } from './header';
import { Stream } from './stream';
import { useChat } from './use-chat';

/** What {@link Chat} takes. */
export interface ChatProps {
  id: string;
  panel: boolean;
  onPanel(): void;
  onBack(): void;
  onClosed(id: string): void;
  onNext: (() => void) | null;
}

/** Marks the conversation as read while its agent has it before their eyes. */
function useMarkRead(card: Card | null): void {
  const looking = useLooking();
  const mine = useMine(card);
  const [mark] = useMutation(ConversationMarkReadDocument);
  const unread = card?.unreadCount ?? 0;
  const id = card?.id;
  useEffect(() => {
    if (!id || !mine || !looking || unread === 0) return;
    void mark({
      variables: { id },
      optimisticResponse: {
        conversationMarkRead: {
          __typename: 'ConversationPayload',
          conversation: { __typename: 'Conversation', id, unreadCount: 0 },
          errors: [],
        },
      } as never,
    }).catch(() => {});
  }, [id, mine, looking, unread, mark]);
}

/** The third column: one conversation. */
export function Chat({ id, panel, onPanel, onBack, onClosed, onNext }: ChatProps) {
  const { t } = useTranslation('workbench');
  const stored = useFragment({
    fragment: ConversationCardFragmentDoc,
    fragmentName: 'ConversationCard',
    from: { __typename: 'Conversation', id },
  });
  const history = useChat(id);
  const card = stored.complete ? stored.data : null;
  const outbox = useOutbox();
  const { claim } = useClaim();
  const box = useRef<HTMLTextAreaElement>(null);
  const [closing, setClosing] = useState(false);
  const [finding, setFinding] = useState(false);
  const [transferring, setTransferring] = useState(false);
  const [replyTo, setReplyTo] = useState<Preview | null>(null);
  const [refill, setRefill] = useState<Refill | null>(null);
  const [target, setTarget] = useState<{ id: string; turn: number } | null>(null);
  const mine = useMine(card);
  useMarkRead(card);

  const can = card?.viewerCan;
  const keys: Hotkey[] = [
    { keys: 'enter', label: t('keys.reply'), group: t('keys.chat'), run: () => box.current?.focus() },
    {
      keys: 'c',
      label: t('keys.close'),
      group: t('keys.chat'),
      run: () => {
        if (can?.close) setClosing(true);
      },
    },
    {
      keys: 'a',
      label: t('keys.assign'),
      group: t('keys.chat'),
      run: () => {
        if (can?.claim && !mine) claim(id);
      },
    },
    {
      keys: 't',
      label: t('keys.transfer'),
      group: t('keys.chat'),
      run: () => {
        if (can?.transfer) setTransferring(true);
      },
    },
    { keys: 'mod+f', label: t('keys.searchChat'), group: t('keys.chat'), run: () => setFinding(true) },
  ];
  // Enter on a button or a link is that button's.
  useHotkeys(
    keys.filter((key) => key.keys !== 'enter'),
    card !== null,
  );
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || event.defaultPrevented || document.querySelector('[aria-modal="true"], [role="menu"]')) return;
      const at = event.target;
      if (
        at instanceof HTMLElement &&
        at !== document.body &&
        at.closest('button, a, input, textarea, select, [role="slider"], summary') &&
        !at.closest('[data-column="list"] a[aria-current="true"]')
      )
        return;
      if (!box.current) return;
      event.preventDefault();
      box.current.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  useEffect(() => {
    setReplyTo(null);
    setRefill(null);
    setFinding(false);
    setClosing(false);
    setTarget(null);
    setTransferring(false);
  }, [id]);

  const replied = useCallback(() => setReplyTo(null), []);
  const reply = useCallback((message: Preview) => setReplyTo(message), []);
  const rewrite = useCallback((text: string) => setRefill((before) => ({ text, turn: (before?.turn ?? 0) + 1 })), []);
  if (!card) {
    if (history.gone) return <ChatGone />;
    if (history.failed) return <ChatFailed onRetry={history.again} />;
    return <ChatLoading />;
  }
  const answered = outbox.all.some((each) => each.conversationId === id && !each.error);
  return (
    <>
      <ChatHeader
        card={card}
        finding={finding}
        panel={panel}
        answered={answered}
        transferOpen={transferring}
        onFind={() => setFinding(!finding)}
        onPanel={onPanel}
        onClose={() => setClosing(true)}
        onBack={onBack}
        onTransfer={setTransferring}
      />
      {finding && (
        <Find
          card={card}
          onClose={() => setFinding(false)}
          onLocate={(message) => setTarget((before) => ({ id: message, turn: (before?.turn ?? 0) + 1 }))}
        />
      )}
      {history.failed ? (
        <ChatFailed onRetry={history.again} />
      ) : history.gone ? (
        <ChatGone />
      ) : history.loading ? (
        <BubblesLoading />
      ) : (
        <Stream
          key={id}
          card={card}
          history={history}
          canSend={mine && card.viewerCan.send}
          target={target}
          onReply={reply}
          onRewrite={rewrite}
        />
      )}
      <Composer card={card} replyTo={replyTo} refill={refill} onReplied={replied} box={box} onNext={onNext} />
      <CloseDialog
        card={card}
        open={closing}
        onCancel={() => setClosing(false)}
        onClosed={() => {
          setClosing(false);
          onClosed(id);
        }}
      />
    </>
  );
}
