import { useTranslation } from '@parley/plugin-ui';
import { Attachments } from './attachments';
import css from './bubble.module.css';
import { contentOf, type ChatMessage } from './content';
import { StructuredBody } from './structured';

/** How the frame around a body is drawn. */
export type BubbleFrame = 'plain' | 'picture' | 'bare';

const MEDIA = new Set(['image', 'video', 'audio', 'voice', 'document', 'sticker']);
const STRUCTURED = new Set(['location', 'contacts', 'interactive', 'button', 'order', 'template', 'call']);

/** Which frame a message wants. */
export function frameOf({ kind, revoked, attachments }: ChatMessage): BubbleFrame {
  if (revoked) return 'plain';
  if (kind === 'sticker') return 'bare';
  return (kind === 'image' || kind === 'video') && attachments.some(({ state }) => state === 'READY') ? 'picture' : 'plain';
}

/** What a message says, by its kind. A kind that nobody knows shows its words, and what it is. */
export function MessageBody({ message, channel }: { message: ChatMessage; channel: string }) {
  const { t } = useTranslation('admin');
  const { kind, text } = message;
  const words = text ? (
    <p className={css.text} dir="auto">
      {text}
    </p>
  ) : null;
  if (MEDIA.has(kind))
    return (
      <>
        <Attachments message={message} />
        {words}
      </>
    );
  if (STRUCTURED.has(kind)) return <StructuredBody kind={kind} content={contentOf(message.content)} text={text} />;
  if (kind === 'text' && words) return words;
  return (
    <>
      {words}
      <p className={css.unknown}>{t('kind.unsupportedText', { channel: channel || t('kind.channel'), kind })}</p>
    </>
  );
}
