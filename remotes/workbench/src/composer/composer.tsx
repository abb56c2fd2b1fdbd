import { useMutation } from '@apollo/client/react';
import { Button, toast, useSession, useTranslation } from '@parley/plugin-ui';
import { Eye, LayoutTemplate, Lock, UserPlus } from '@parley/plugin-ui/icons';
import { useState, type RefObject } from 'react';
import { useMine } from '../data/attention';
import type { Card, Preview } from '../data/types';
import { ConversationClaimDocument } from '../gql/generated';
import css from './composer.module.css';
import { ShutLine } from './staged-files';
import { TemplateBox, useHasTemplates } from './template-box';
import { useWindow, WindowLine } from './window-line';
import { Writer, type Refill } from './writer';

/** Takes an unassigned conversation; the server's refusal is said. */
export function useClaim(): { claim(id: string): void; busy: boolean } {
  const { t } = useTranslation('workbench');
  const [ask, { loading }] = useMutation(ConversationClaimDocument);
  const claim = (id: string) => {
    void ask({ variables: { id } })
      .then(({ data }) => {
        const refusal = data?.conversationClaim.errors[0];
        if (refusal) throw new Error(refusal.message);
      })
      .catch((error: unknown) =>
        toast({ tone: 'bad', title: t('composer.claimFailed'), text: error instanceof Error ? error.message : '' }),
      );
  };
  return { claim, busy: loading };
}

/** What {@link Composer} takes. */
export interface ComposerProps {
  card: Card;
  replyTo: Preview | null;
  refill: Refill | null;
  onReplied(): void;
  box: RefObject<HTMLTextAreaElement | null>;
  onNext: (() => void) | null;
}

/** Under the history: where a reply is written, or why none can be. */
export function Composer({ card, replyTo, refill, onReplied, box, onNext }: ComposerProps) {
  const { t } = useTranslation('workbench');
  const me = useSession().viewer.agent.id;
  const mine = useMine(card);
  const { claim, busy } = useClaim();
  const { open } = useWindow(card);
  const hasTemplates = useHasTemplates(card);
  const [templating, setTemplating] = useState<string | null>(null);
  if (card.status === 'CLOSED') {
    return (
      <footer className={`${css.composer} ${css.apart}`}>
        <ShutLine
          icon={Lock}
          action={
            onNext && (
              <Button variant="quiet" onClick={onNext}>
                {t('composer.next')}
              </Button>
            )
          }
        >
          {t('composer.closed')}
        </ShutLine>
      </footer>
    );
  }
  if (!mine) {
    if (card.assignee === null && card.viewerCan.claim)
      return (
        <footer className={`${css.composer} ${css.apart}`}>
          <ShutLine
            icon={UserPlus}
            action={
              <Button variant="primary" busy={busy} onClick={() => claim(card.id)}>
                {t('composer.assignMe')}
              </Button>
            }
          >
            {t('composer.unassigned')}
          </ShutLine>
        </footer>
      );
    return (
      <footer className={`${css.composer} ${css.apart}`}>
        <ShutLine icon={Eye}>
          {card.viewerCan.why ?? (card.assignee ? t('composer.readOnly', { name: card.assignee.name }) : t('composer.readOnlyNobody'))}
        </ShutLine>
      </footer>
    );
  }
  const who =
    replyTo === null
      ? ''
      : replyTo.direction === 'IN'
        ? card.contact.name
        : replyTo.author?.id === me
          ? t('you')
          : (replyTo.author?.name ?? t('system'));
  return (
    <footer className={css.composer}>
      <WindowLine card={card} showHint />
      {templating === card.id ? (
        <TemplateBox
          key={card.id}
          card={card}
          onDone={() => {
            setTemplating(null);
            requestAnimationFrame(() => box.current?.focus());
          }}
        />
      ) : open ? (
        <Writer
          key={card.id}
          card={card}
          refill={refill}
          replyTo={replyTo}
          replyWho={who}
          onReplied={onReplied}
          box={box}
          enabled
          mayType={card.viewerCan.send}
          onTemplate={hasTemplates ? () => setTemplating(card.id) : null}
        />
      ) : (
        <ShutLine
          icon={Lock}
          action={
            hasTemplates && (
              <Button variant="primary" icon={LayoutTemplate} onClick={() => setTemplating(card.id)}>
                {t('composer.template')}
              </Button>
            )
          }
        >
          {t('composer.windowEndedBox')}
        </ShutLine>
      )}
    </footer>
  );
}
