import { Icon, useSession, useSlot, useTranslation } from '@parley/plugin-ui';
import { ArrowDown } from '@parley/plugin-ui/icons';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useWhen } from '../data/local';
import { useOutbox } from '../data/outbox';
import type { Card, ChatMessage } from '../data/types';
import { Bubble, announcement } from '../message/bubble';
import { MessageTool, type ToolItem } from '../message/message-tool';
import { useMessageCommands } from '../message/use-message-commands';
import { ChatIdsContext } from './chat-ids';
import css from './chat.module.css';
import { ChunkFrame } from './chunk';
import { chatChunks, tail, type ChatItem } from './items';
import { DayLine, EndLine, FailedLine, NoteLine, StartLine } from './lines';
import { useAnchor } from './use-anchor';
import type { ChatHistory } from './use-chat';
import { usePainted } from './use-painted';

/** What {@link Stream} takes. `target` asks to locate a message; its `turn` makes the same message askable twice. */
export interface StreamProps {
  card: Card;
  history: ChatHistory;
  canSend: boolean;
  target: { id: string; turn: number } | null;
  onReply(message: ChatMessage): void;
  onRewrite(text: string): void;
}

/** This close to the upper or lower end the next page is fetched, pixels. */
const AHEAD = 800;
/** So many of the newest are drawn first, enough for a screen; the rest when they are painted. */
const FIRST = 20;
/** How long a located message stays marked, milliseconds. */
const MARKED = 1600;

/** The history: virtual, still, and at its end while one reads the end. */
export function Stream({ card, history, canSend, target, onReply, onRewrite }: StreamProps) {
  const { t } = useTranslation('workbench');
  const { viewer } = useSession();
  const outbox = useOutbox();
  const commands = useMessageCommands();
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const { atEnd, toEnd, toMessage, onScroll } = useAnchor(scroller, content);
  const [flash, setFlash] = useState<string | null>(null);
  const [wanted, setWanted] = useState<string | null>(null);
  const { messages, hasNewer, around, latest } = history;
  const outgoing = useMemo(() => outbox.all.filter((each) => each.conversationId === card.id), [outbox.all, card.id]);
  const whole = usePainted();
  const all = useMemo(() => chatChunks(messages, outgoing, viewer.agent), [messages, outgoing, viewer.agent]);
  const chunks = useMemo(() => (whole ? all : tail(all, FIRST)), [whole, all]);
  const name = card.contact.name;
  const tools = useSlot('workbench.message.action', { inboxId: card.inbox.id });
  const [tool, setTool] = useState<{ item: ToolItem; messageId: string } | null>(null);
  const onTool = useCallback((item: ToolItem, messageId: string) => setTool({ item, messageId }), []);
  const [contactId, inboxId] = [card.contact.id, card.inbox.id];
  const ids = useMemo(() => ({ conversationId: card.id, contactId, inboxId }), [card.id, contactId, inboxId]);

  const jump = useCallback(
    (id: string) => {
      void around(id).then((there) => {
        if (there) setWanted(id);
      });
    },
    [around],
  );
  useWhen(target && `${target.id} ${target.turn}`, () => {
    if (target) jump(target.id);
  });
  useEffect(() => {
    if (!wanted || !toMessage(wanted)) return;
    setWanted(null);
    setFlash(wanted);
  }, [wanted, chunks, toMessage]);
  useEffect(() => {
    if (!flash) return;
    const timer = setTimeout(() => setFlash(null), MARKED);
    return () => clearTimeout(timer);
  }, [flash]);

  // What is written by oneself is always in sight.
  const lastKey = outgoing.at(-1)?.key ?? null;
  useWhen(lastKey, () => {
    if (lastKey) {
      if (hasNewer) void latest();
      toEnd();
    }
  });

  const newest = messages.at(-1);
  const [seen, setSeen] = useState(newest?.seq ?? 0);
  useEffect(() => {
    if (atEnd && newest && !hasNewer) setSeen(newest.seq);
  }, [atEnd, newest, hasNewer]);
  const fresh = seen === 0 ? 0 : messages.filter((message) => message.seq > seen && message.direction === 'IN').length;
  // What was there when the chat was opened is not announced.
  const [opened] = useState(newest?.id);
  const said = newest && newest.direction === 'IN' && newest.id !== opened ? announcement(newest, name, t) : '';

  const scrolled = () => {
    onScroll();
    const box = scroller.current;
    if (!box || !whole) return;
    if (box.scrollTop < AHEAD) history.older();
    if (hasNewer && box.scrollHeight - box.scrollTop - box.clientHeight < AHEAD) history.newer();
  };
  useEffect(() => {
    const box = scroller.current;
    if (whole && box && box.scrollHeight <= box.clientHeight + AHEAD) history.older();
  }, [whole, history]);

  const draw = (item: ChatItem) => {
    if (item.type === 'day') return <DayLine key={item.key} at={item.at} />;
    if (item.type === 'note') return <NoteLine key={item.key} message={item.message} />;
    if (item.type === 'failed') return <FailedLine key={item.key} name={name} />;
    return (
      <Bubble
        key={item.key}
        item={item}
        contactName={name}
        canSend={canSend}
        flash={flash === item.message.id}
        commands={commands}
        tools={tools}
        onJump={jump}
        onReply={onReply}
        onRewrite={onRewrite}
        onTool={onTool}
      />
    );
  };

  return (
    <ChatIdsContext.Provider value={ids}>
      <div className={css.streamFrame}>
        <div
          ref={scroller}
          className={`${css.stream} scroll`}
          tabIndex={0}
          aria-label={t('chat.history')}
          role="region"
          onScroll={scrolled}
        >
          <div ref={content} className={css.inside}>
            <div className={css.log} role="group" aria-label={t('chat.messages', { name })}>
              {history.loadingOlder && (
                <p className={css.sys} role="status">
                  {t('chat.older')}
                </p>
              )}
              {whole && !history.hasOlder && history.continues && <StartLine continues={history.continues} />}
              {chunks.map((chunk, index) => (
                <ChunkFrame key={chunk.key} scroller={scroller} keep={wanted !== null || index === chunks.length - 1}>
                  {chunk.items.map(draw)}
                </ChunkFrame>
              ))}
              {!hasNewer && <EndLine card={card} />}
            </div>
          </div>
        </div>
        <p className="sr" role="log" aria-live="polite">
          {said}
        </p>
        {(hasNewer || (!atEnd && fresh > 0)) && (
          <button
            type="button"
            className={css.edge}
            onClick={() => {
              if (hasNewer) void latest().then(toEnd);
              else toEnd();
            }}
          >
            {fresh > 0 ? t('chat.newer', { count: fresh }) : t('chat.latest')} <Icon of={ArrowDown} size="xs" />
          </button>
        )}
        {tool && <MessageTool item={tool.item} messageId={tool.messageId} onClose={() => setTool(null)} />}
      </div>
    </ChatIdsContext.Provider>
  );
}
