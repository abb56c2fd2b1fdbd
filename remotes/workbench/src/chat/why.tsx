import { useLazyQuery } from '@apollo/client/react';
import { Icon, IconButton, Popover, SkeletonLines, formatMoment, useNow, useTranslation } from '@parley/plugin-ui';
import { Check, Info, Minus } from '@parley/plugin-ui/icons';
import { useState } from 'react';
import { WhyDocument } from '../gql/generated';
import css from './chat.module.css';

/** Outcomes by which somebody got the conversation. */
const CHOSEN = new Set(['agent', 'assigned', 'claimed', 'transferred', 'chosen']);

/** The "i" beside the assignee: each step of the assignment, in the server's sentences. */
export function Why({ conversationId, mine }: { conversationId: string; mine: boolean }) {
  const { t } = useTranslation('workbench');
  const now = useNow(60_000);
  const [open, setOpen] = useState(false);
  const [ask, { data, error }] = useLazyQuery(WhyDocument, { fetchPolicy: 'network-only' });
  const steps = data?.node && 'assignmentTrace' in data.node ? data.node.assignmentTrace : null;
  const title = t(mine ? 'chat.why' : 'chat.whyOther');
  const last = steps?.at(-1);
  const toggle = () => {
    if (!open) void ask({ variables: { id: conversationId } });
    setOpen(!open);
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={400}>
      <Popover.Target>
        <IconButton
          icon={Info}
          iconSize="xs"
          label={title}
          className={css.info ?? ''}
          aria-expanded={open}
          aria-haspopup="dialog"
          onClick={toggle}
        />
      </Popover.Target>
      <Popover.Dropdown aria-label={title} className={css.pop ?? ''}>
        <h3 className={css.popTitle}>{title}</h3>
        {!steps &&
          (error ? (
            <p role="alert" className={css.menuNote}>
              {t('why.failed')}
            </p>
          ) : (
            <div className={css.steps}>
              <SkeletonLines lines={3} />
            </div>
          ))}
        {steps && (
          <ol className={css.steps}>
            {steps.length === 0 && (
              <li>
                <Icon of={Minus} size="s" />
                <span>{t('why.none')}</span>
              </li>
            )}
            {steps.map((step, index) => {
              const chosen = CHOSEN.has(step.outcome.toLowerCase());
              return (
                <li key={index} className={chosen ? css.chosen : undefined}>
                  <Icon of={chosen ? Check : Minus} size="s" />
                  <span dir="auto">{step.why}</span>
                </li>
              );
            })}
          </ol>
        )}
        {last && <p className="meta faint">{t('why.at', { time: formatMoment(last.at, 'full', now) })}</p>}
      </Popover.Dropdown>
    </Popover>
  );
}
