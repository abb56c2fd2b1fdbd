import { useMutation } from '@apollo/client/react';
import { IconButton, cx, useTranslation } from '@parley/plugin-ui';
import { LayoutTemplate, Paperclip, SendHorizontal, Zap } from '@parley/plugin-ui/icons';
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
  type RefObject,
} from 'react';
import { useDrafts } from '../data/drafts';
import { useWhen } from '../data/local';
import { useOutbox } from '../data/outbox';
import type { Card, Preview } from '../data/types';
import { ConversationTypingDocument } from '../gql/generated';
import { previewText } from '../message/preview-text';
import { ComposerTools } from '../slots/composer-tools';
import css from './composer.module.css';
import { EmojiButton } from './emoji-button';
import { ReplyTo, StagedFiles } from './staged-files';
import { useUploads } from './uploads';
import { useQuickReplies } from './use-quick-replies';

/** Words to put back into the box; another `turn` asks again. */
export interface Refill {
  text: string;
  turn: number;
}

/** What {@link Writer} takes. It is made anew for each conversation, so that nothing typed for one can reach another. */
export interface WriterProps {
  card: Card;
  refill: Refill | null;
  replyTo: Preview | null;
  replyWho: string;
  onReplied(): void;
  box: RefObject<HTMLTextAreaElement | null>;
  enabled: boolean;
  mayType: boolean;
  /** Opens the templates; null: there are none here. */
  onTemplate: (() => void) | null;
}

/** Types the server accepts; the dialog of the computer offers them first. */
const ACCEPT =
  'image/jpeg,image/png,image/webp,video/mp4,video/3gpp,audio/*,.aac,.m4a,.amr,.mp3,.opus,.oga,.ogg,.pdf,.doc,.docx,.ppt,.pptx,.xls,.xlsx,.txt,.csv,*/*';
/** The customer sees "typing" for about this long, milliseconds. */
const TYPING_EVERY = 10_000;

/** The box in which a reply is written: text, files, a quote, emoji; Enter sends. */
export function Writer({ card, refill, replyTo, replyWho, onReplied, box, enabled, mayType, onTemplate }: WriterProps) {
  const { t } = useTranslation('workbench');
  const drafts = useDrafts();
  const outbox = useOutbox();
  const uploads = useUploads(card.id);
  const [typing] = useMutation(ConversationTypingDocument);
  const [text, setText] = useState(() => drafts.of(card.id));
  const [over, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const typedAt = useRef(0);
  const conversationId = card.id;

  useLayoutEffect(() => {
    const area = box.current;
    if (!area) return;
    area.style.blockSize = 'auto';
    area.style.blockSize = `${area.scrollHeight}px`;
  }, [text, box]);
  // A draft that comes back is gone on with, not written in front of.
  useEffect(() => {
    const end = box.current?.value.length ?? 0;
    box.current?.setSelectionRange(end, end);
  }, [box]);
  useEffect(() => {
    if (replyTo) box.current?.focus();
  }, [replyTo, box]);

  const write = (next: string) => {
    setText(next);
    drafts.set(conversationId, next);
    if (!mayType || next === '' || performance.now() - typedAt.current < TYPING_EVERY) return;
    typedAt.current = performance.now();
    void typing({ variables: { id: conversationId } }).catch(() => {});
  };
  useWhen(refill && refill.turn, () => {
    if (refill) {
      write(refill.text);
      box.current?.focus();
    }
  });

  const insert = (piece: string) => {
    const area = box.current;
    if (!area) return;
    // What is in the box, not what was there when a tool was opened.
    const { value, selectionStart, selectionEnd } = area;
    write(value.slice(0, selectionStart) + piece + value.slice(selectionEnd));
    requestAnimationFrame(() => {
      area.focus();
      area.setSelectionRange(selectionStart + piece.length, selectionStart + piece.length);
    });
  };

  const quick = useQuickReplies({
    conversationId,
    text,
    onPick: (words, replaces) => {
      if (!replaces) return insert(words);
      write(words);
      box.current?.focus();
    },
  });

  const empty = text.trim() === '' && uploads.files.length === 0;
  const sendable = enabled && !empty && uploads.ready;
  const send = () => {
    if (!sendable) {
      box.current?.focus();
      return;
    }
    outbox.send({ conversationId, text, attachments: uploads.files.flatMap((file) => (file.part ? [file.part] : [])), replyTo });
    write('');
    uploads.clear();
    onReplied();
    typedAt.current = 0;
    box.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While an input method composes, Enter belongs to it (229 is what older browsers tell).
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (quick.onKeyDown(event)) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      send();
    }
    if (event.key === 'Escape' && replyTo) {
      event.stopPropagation();
      onReplied();
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    uploads.add(files);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    uploads.add([...event.dataTransfer.files]);
    box.current?.focus();
  };
  const drags = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  const wait = uploads.files.some((file) => !file.part);

  return (
    <div
      className={cx(css.box, over && css.over)}
      onDragOver={(event) => {
        if (drags(event)) {
          event.preventDefault();
          setOver(true);
        }
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={onDrop}
    >
      {quick.list}
      {over && <div className={css.dropHint}>{t('composer.drop')}</div>}
      <div className={css.tools} role="toolbar" aria-label={t('composer.tools')}>
        <IconButton
          icon={Paperclip}
          tipPosition="top"
          label={t('composer.attach')}
          disabled={!enabled}
          onClick={() => picker.current?.click()}
        />
        {quick.offered && (
          <IconButton
            icon={Zap}
            tipPosition="top"
            hotkey="/"
            label={t('composer.quick')}
            aria-expanded={quick.open}
            aria-haspopup="listbox"
            // the box keeps the cursor
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => {
              box.current?.focus();
              quick.toggle();
            }}
          />
        )}
        {onTemplate && <IconButton icon={LayoutTemplate} tipPosition="top" label={t('composer.template')} onClick={onTemplate} />}
        <EmojiButton onPick={insert} />
        <ComposerTools
          conversationId={conversationId}
          contactId={card.contact.id}
          inboxId={card.inbox.id}
          insertText={insert}
          onClose={() => box.current?.focus()}
        />
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          accept={ACCEPT}
          aria-label={t('composer.attach')}
          onChange={(event) => {
            uploads.add([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
            box.current?.focus();
          }}
        />
      </div>
      {replyTo && <ReplyTo who={replyWho} text={previewText(replyTo, t)} onDrop={onReplied} />}
      {uploads.files.length > 0 && <StagedFiles files={uploads.files} onRemove={uploads.remove} />}
      <div className={css.writeLine}>
        <textarea
          ref={box}
          className={css.area}
          rows={1}
          value={text}
          disabled={!enabled}
          dir="auto"
          aria-label={t('composer.label', { name: card.contact.name })}
          placeholder={t('composer.placeholder')}
          {...quick.wiring}
          onChange={(event) => {
            quick.written();
            write(event.target.value);
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <IconButton
          icon={SendHorizontal}
          flip
          tipPosition="top"
          hotkey="enter"
          className={css.send ?? ''}
          label={wait ? t('composer.uploadWait') : t('composer.send')}
          disabled={!enabled || wait}
          onClick={send}
        />
      </div>
    </div>
  );
}
