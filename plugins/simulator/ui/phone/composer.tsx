import { Button, IconButton, Menu, useTranslation } from '@parley/plugin-ui';
import { FileText, Image, MapPin, Mic, Plus, SendHorizontal, Sticker, UserRound, Video, X } from '@parley/plugin-ui/icons';
import { useEffect, useRef, useState } from 'react';
import { call, sendAs } from '../data/api';
import type { ChatMessage, Customer, Json } from '../data/types';
import css from './phone.module.css';
import { bodyOf, gist, str } from './reading';

/** What the next text is about: an answer to a message, or a new wording of one. */
export interface Draft {
  kind: 'reply' | 'edit';
  message: ChatMessage;
}

interface Props {
  customer: Customer;
  numberId: string;
  business: string;
  draft: Draft | null;
  onDraft(draft: Draft | null): void;
}

/** Where the customer writes. Enter sends, Escape leaves a reply or an edit. */
export function Composer({ customer, numberId, business, draft, onDraft }: Props) {
  const { t } = useTranslation('simulator');
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!draft) return;
    if (draft.kind === 'edit') setText(str(bodyOf(draft.message).body));
    input.current?.focus();
  }, [draft]);
  if (customer.blocked) {
    return (
      <div className={`${css.foot} ${css.shut}`}>
        {t('phone.blocked')}
        <Button onClick={() => void call('PATCH', `/customers/${customer.id}`, { blocked: false })}>{t('phone.unblock')}</Button>
      </div>
    );
  }
  const context = draft?.kind === 'reply' ? { context: { id: draft.message.id } } : {};
  const leave = () => {
    if (draft?.kind === 'edit') setText('');
    onDraft(null);
  };
  const send = (message: Json, file?: File) => {
    void sendAs(customer.id, { ...message, ...context, numberId }, file);
    onDraft(null);
  };
  const submit = () => {
    const body = text.trim();
    if (!body) return;
    setText('');
    send(
      draft?.kind === 'edit'
        ? { type: 'edit', edit: { original_message_id: draft.message.id, text: body } }
        : { type: 'text', text: { body } },
    );
  };
  return (
    <div className={css.foot}>
      {!customer.online && <p className={css.wait}>{t('phone.offline')}</p>}
      {draft && (
        <div className={css.above}>
          <div className={css.what}>
            <b>
              {draft.kind === 'edit'
                ? t('phone.editing')
                : t('phone.replying', { name: draft.message.from === 'business' ? business : t('phone.you') })}
            </b>
            <span className="cut" style={{ display: 'block' }} dir="auto">
              {gist(draft.message, (key) => t(key))}
            </span>
          </div>
          <IconButton icon={X} iconSize="s" label={t('phone.stop')} onClick={leave} />
        </div>
      )}
      <form
        className={css.type}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Attach onSend={send} />
        <input
          ref={input}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && draft) leave();
          }}
          aria-label={t('phone.messageAs', { name: customer.name })}
          placeholder={t('phone.message')}
          dir="auto"
          autoComplete="off"
          maxLength={4096}
          enterKeyHint="send"
        />
        {text.trim() ? (
          <IconButton className={css.send ?? ''} type="submit" icon={SendHorizontal} flip label={t('phone.send')} />
        ) : (
          <IconButton icon={Mic} label={t('phone.voice')} onClick={() => send({ type: 'voice' })} />
        )}
      </form>
    </div>
  );
}

const kindOf = (file: File, asked: string): string => (asked !== 'media' ? asked : file.type.startsWith('video/') ? 'video' : 'image');

/** The plus: samples that go at once, and files of this computer. */
function Attach({ onSend }: { onSend(message: Json, file?: File): void }) {
  const { t } = useTranslation('simulator');
  const picker = useRef<HTMLInputElement>(null);
  const asked = useRef('media');
  const pick = (kind: string, accept: string) => {
    asked.current = kind;
    if (!picker.current) return;
    picker.current.accept = accept;
    picker.current.click();
  };
  const sample = (icon: typeof Plus, label: string, message: Json) => (
    <Menu.Item icon={icon} onClick={() => onSend(message)}>
      {label}
    </Menu.Item>
  );
  return (
    <>
      <input
        ref={picker}
        type="file"
        hidden
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onSend({ type: kindOf(file, asked.current) }, file);
          event.target.value = '';
        }}
      />
      <Menu position="top-start" label={t('phone.attach')}>
        <Menu.Target>
          <IconButton icon={Plus} label={t('phone.attach')} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('phone.files')}</Menu.Label>
          <Menu.Item icon={Image} onClick={() => pick('media', 'image/jpeg,image/png,video/mp4,video/3gpp')}>
            {t('phone.photoFile')}
          </Menu.Item>
          <Menu.Item icon={FileText} onClick={() => pick('document', '')}>
            {t('phone.documentFile')}
          </Menu.Item>
          <Menu.Item icon={Mic} onClick={() => pick('voice', 'audio/*')}>
            {t('phone.voiceFile')}
          </Menu.Item>
          <Menu.Label>{t('phone.samples')}</Menu.Label>
          {sample(Image, t('phone.photo'), { type: 'image' })}
          {sample(Video, t('phone.video'), { type: 'video' })}
          {sample(FileText, t('phone.document'), { type: 'document' })}
          {sample(Sticker, t('phone.sticker'), { type: 'sticker' })}
          {sample(MapPin, t('phone.location'), {
            type: 'location',
            location: { latitude: 6.4474, longitude: 3.4723, name: 'Palmgrove Estate, Gate 2', address: 'Lekki, Lagos' },
          })}
          {sample(UserRound, t('phone.contact'), {
            type: 'contacts',
            contacts: [
              {
                name: { formatted_name: 'Kunle Adeyemi', first_name: 'Kunle' },
                phones: [{ phone: '+234 803 555 0177', wa_id: '2348035550177', type: 'CELL' }],
              },
            ],
          })}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
