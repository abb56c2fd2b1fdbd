import { Icon, useSession, useTranslation, type IconOf } from '@parley/plugin-ui';
import {
  Ban,
  Check,
  CheckCheck,
  CircleAlert,
  Clock,
  FileText,
  Image,
  LayoutTemplate,
  MapPin,
  Mic,
  Music,
  Phone,
  ShoppingBag,
  Smile,
  UserRound,
  Video,
} from '@parley/plugin-ui/icons';
import type { Outgoing } from '../data/outbox';
import type { Card, Preview } from '../data/types';
import { previewText } from '../message/preview-text';
import css from './list.module.css';

const kinds: Record<string, IconOf> = {
  image: Image,
  video: Video,
  audio: Music,
  voice: Mic,
  document: FileText,
  sticker: Smile,
  location: MapPin,
  contacts: UserRound,
  order: ShoppingBag,
  call: Phone,
  template: LayoutTemplate,
};
const states: Partial<Record<Preview['delivery']['status'], IconOf>> = {
  PENDING: Clock,
  ACCEPTED: Check,
  SENT: Check,
  DELIVERED: CheckCheck,
  READ: CheckCheck,
};

/** What {@link CardPreview} takes. */
export interface CardPreviewProps {
  card: Card;
  draft: string;
  outgoing: Outgoing | undefined;
}

/** The second line of a card: a draft, what is on its way, or the last message with an icon of its kind or state. */
export function CardPreview({ card, draft, outgoing }: CardPreviewProps) {
  const { t } = useTranslation('workbench');
  const me = useSession().viewer.agent.id;
  if (draft.trim() !== '')
    return (
      <>
        <span className={css.draft}>{t('list.draft')}</span> {draft}
      </>
    );
  if (outgoing) {
    const text = outgoing.text ?? t(`kind.${outgoing.attachment?.kind ?? 'document'}`);
    if (outgoing.error)
      return (
        <>
          <span className={css.bad}>
            <Icon of={CircleAlert} size="xs" />
            {t('list.notDelivered')}
          </span>{' '}
          {text}
        </>
      );
    return (
      <>
        <Icon of={Clock} size="xs" />
        {t('list.yourLine', { text })}
      </>
    );
  }
  const last = card.lastMessage;
  if (!last) return null;
  const text = previewText(last, t);
  if (last.direction === 'OUT') {
    if (last.delivery.status === 'FAILED')
      return (
        <>
          <span className={css.bad}>
            <Icon of={CircleAlert} size="xs" />
            {t('list.notDelivered')}
          </span>{' '}
          {text}
        </>
      );
    const icon = states[last.delivery.status];
    const mine = last.author?.id === me;
    return (
      <>
        {icon && <Icon of={icon} size="xs" />}
        {mine ? t('list.yourLine', { text }) : last.author ? t('list.otherLine', { name: last.author.name, text }) : text}
      </>
    );
  }
  const icon = last.revoked ? Ban : kinds[last.kind];
  return (
    <>
      {icon && <Icon of={icon} size="xs" />}
      {text}
    </>
  );
}
