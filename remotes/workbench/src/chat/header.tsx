import { Avatar, Button, ChannelBadge, IconButton, Menu, Pill, useSession, useTranslation } from '@parley/plugin-ui';
import { ChevronLeft, CircleCheck, Clock, EllipsisVertical, Lock, PanelRight, Search } from '@parley/plugin-ui/icons';
import { useMine } from '../data/attention';
import type { Card } from '../data/types';
import { useWaiting } from '../list/waiting';
import css from './chat.module.css';
import { TransferMenu } from './transfer-menu';
import { Why } from './why';

/** What {@link ChatHeader} takes. */
export interface ChatHeaderProps {
  card: Card;
  finding: boolean;
  panel: boolean;
  answered: boolean;
  transferOpen: boolean;
  onFind(): void;
  onPanel(): void;
  onClose(): void;
  onBack(): void;
  onTransfer(open: boolean): void;
}

const tones = { fresh: 'good', soon: 'warn', late: 'bad' } as const;

/** Who this is, how long they wait, with whom they are and why, and what can be done. */
export function ChatHeader({
  card,
  finding,
  panel,
  answered,
  transferOpen,
  onFind,
  onPanel,
  onClose,
  onBack,
  onTransfer,
}: ChatHeaderProps) {
  const { t } = useTranslation('workbench');
  const me = useSession().viewer.agent.id;
  const mine = useMine(card);
  const closed = card.status === 'CLOSED';
  const waiting = useWaiting(closed || answered ? null : card.pendingSince);
  const holder = closed
    ? card.closedBy === null
      ? t('chat.closedAuto')
      : card.closedBy.id === me
        ? t('chat.closedByYou')
        : t('chat.closedBy', { name: card.closedBy.name })
    : mine
      ? t('you')
      : (card.assignee?.name ?? t('chat.nobody'));
  const { name, displayAddress } = card.contact;
  return (
    <header className={css.head}>
      <IconButton icon={ChevronLeft} flip label={t('back')} className={css.narrow ?? ''} onClick={onBack} />
      <div className={css.who}>
        <Avatar name={name} hue={card.contact.avatarHue} />
        <div className={css.names}>
          <div className="row">
            <h2 className="cut" dir="auto">
              {name}
            </h2>
            <ChannelBadge channel={card.inbox.channel} flat />
            {waiting && (
              <span title={waiting.title}>
                <Pill icon={Clock} tone={tones[waiting.urgency]} className={waiting.urgency === 'late' ? 'pulse' : ''}>
                  {waiting.text}
                </Pill>
              </span>
            )}
            {closed && <Pill icon={Lock}>{t('chat.closed')}</Pill>}
          </div>
          <div className={css.about}>
            {displayAddress && displayAddress !== name && (
              <>
                <span className="ltr num">{displayAddress}</span>
                <span aria-hidden="true">·</span>
              </>
            )}
            <span className="cut">{holder}</span>
            <Why conversationId={card.id} mine={mine} />
          </div>
        </div>
      </div>
      <IconButton icon={Search} label={t('chat.search')} hotkey="mod+f" aria-expanded={finding} onClick={onFind} />
      {card.viewerCan.transfer && (
        <span className={css.desk}>
          <TransferMenu card={card} open={transferOpen} onOpen={onTransfer} />
        </span>
      )}
      {card.viewerCan.close && (
        <Button className={css.desk ?? ''} icon={CircleCheck} onClick={onClose}>
          {t('chat.close')}
        </Button>
      )}
      <IconButton icon={PanelRight} flip label={t('chat.panel')} pressed={panel} className={css.desk ?? ''} onClick={onPanel} />
      <Menu label={t('more')}>
        <Menu.Target>
          <IconButton icon={EllipsisVertical} label={t('more')} className={css.narrow ?? ''} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={onPanel}>{t('chat.panel')}</Menu.Item>
          {card.viewerCan.close && <Menu.Item onClick={onClose}>{t('chat.close')}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
    </header>
  );
}
