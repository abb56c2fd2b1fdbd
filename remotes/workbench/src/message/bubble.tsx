import { cx, formatMoment, useSession, useTranslation } from '@parley/plugin-ui';
import { memo } from 'react';
import type { MessageItem } from '../chat/items';
import { contentOf, textIn, type ChatMessage, type Preview } from '../data/types';
import { Actions } from './actions';
import { Body, frameOf } from './body';
import css from './message.module.css';
import type { ToolItem } from './message-tool';
import { useKindWord } from './plugin-kind';
import { previewText, type Translate } from './preview-text';
import { LostQuote, Quote } from './quote';
import { Reactions } from './reactions';
import { Stamp, stateOf, Trouble } from './stamp';
import type { MessageCommands } from './use-message-commands';

/** What {@link Bubble} takes. */
export interface BubbleProps {
  item: MessageItem;
  contactName: string;
  canSend: boolean;
  flash: boolean;
  commands: MessageCommands;
  /** What plugins can do with it. */
  tools: readonly ToolItem[];
  onJump(messageId: string): void;
  onReply(message: ChatMessage): void;
  onRewrite(text: string): void;
  onTool(item: ToolItem, messageId: string): void;
}

const NO_TOOLS: readonly ToolItem[] = [];

/** One message with everything around it: author, quote, body, reactions, time and delivery, and what to do when it failed. */
export const Bubble = memo(function Bubble({
  item,
  contactName,
  canSend,
  flash,
  commands,
  tools,
  onJump,
  onReply,
  onRewrite,
  onTool,
}: BubbleProps) {
  const { t } = useTranslation('workbench');
  const me = useSession().viewer.agent.id;
  const { message, outgoing, first, joined, joins } = item;
  const out = message.direction === 'OUT';
  const whoOf = (each: Pick<Preview, 'direction' | 'author'>) =>
    each.direction === 'IN' ? contactName : each.author?.id === me ? t('you') : (each.author?.name ?? t('system'));
  const who = whoOf(message);
  const state = stateOf(message);
  const frame = frameOf(message);
  const trouble = out && (state === 'FAILED' || state === 'UNCERTAIN');
  const again = message.delivery.uncertain || (message.delivery.error?.retryable ?? true);
  const kindWord = useKindWord(message.kind);
  const kind = message.kind === 'text' || message.revoked ? '' : 'Kind';
  const label = t(`message.says${kind}${out ? 'State' : ''}`, {
    who,
    kind: kindWord,
    time: formatMoment(message.sentAt, 'clock', Date.now()),
    state: t(`message.state.${state}`),
  });
  const template = message.kind === 'template' ? textIn(contentOf(message), 'name') : null;
  const by = first && out && template ? t('message.template', { name: template }) : first && out && message.author?.id !== me ? who : null;
  const answerable = canSend && !outgoing && !message.revoked && state !== 'FAILED';
  const given = outgoing || message.revoked ? NO_TOOLS : tools;
  const mine = message.reactions.find((each) => each.author.id === me)?.emoji ?? null;
  return (
    <li
      className={cx(
        css.msg,
        out ? css.out : css.in,
        first && css.first,
        joined && css.joined,
        joins && css.joins,
        state === 'FAILED' && out && css.failed,
        message.reactions.length > 0 && css.hasReact,
        flash && css.flash,
        given.length > 0 && css.more,
      )}
      aria-label={label}
      data-message={message.id}
      data-kind={message.kind}
    >
      {by && <div className={css.by}>{by}</div>}
      <div className={css.line}>
        <div className={cx(css.bubble, frame !== 'plain' && css[frame])}>
          {message.replyTo ? (
            <Quote message={message.replyTo} who={whoOf(message.replyTo)} onJump={() => onJump(message.replyTo?.id ?? '')} />
          ) : (
            message.replyToUnavailable && <LostQuote />
          )}
          <Body message={message} from={who} />
          {message.reactions.length > 0 && <Reactions of={message.reactions} />}
        </div>
        {(answerable || given.length > 0) && (
          <Actions
            mine={mine}
            canSend={answerable}
            tools={given}
            onReply={() => onReply(message)}
            onReact={(emoji) => commands.react(message.id, emoji)}
            onTool={(tool) => onTool(tool, message.id)}
          />
        )}
      </div>
      <Stamp message={message} quiet={joins && !trouble} />
      {trouble && (
        <Trouble
          message={message}
          busy={commands.busy.has(message.id)}
          onAgain={canSend && again ? () => (outgoing ? commands.retry(outgoing.key) : commands.again(message.id)) : undefined}
          onRewrite={canSend && !again && message.text ? () => onRewrite(message.text ?? '') : undefined}
          onSettle={state === 'UNCERTAIN' ? () => commands.settle(message.id) : undefined}
          onRemove={outgoing ? () => commands.drop(outgoing.key) : undefined}
        />
      )}
    </li>
  );
});

/** What a screen reader hears when a message arrives. */
export const announcement = (message: ChatMessage, contactName: string, t: Translate): string =>
  t('chat.announce', { name: contactName, text: previewText(message, t) });
