import { useQuery } from '@apollo/client/react';
import { Button, Icon, Popover, SkeletonLines, Time, cx, useTranslation } from '@parley/plugin-ui';
import { Info } from '@parley/plugin-ui/icons';
import { useEffect, useState } from 'react';
import { AssignmentTraceDocument } from '../gql/generated';
import css from './conversations.module.css';

const good = new Set(['ASSIGNED', 'CLAIMED', 'TRANSFERRED']);

/** The trace itself; read when somebody asks, and again when something changed meanwhile. */
function Trace({ id, changed }: { id: string; changed: string }) {
  const { t } = useTranslation('admin');
  const { data, error, refetch } = useQuery(AssignmentTraceDocument, { variables: { id }, fetchPolicy: 'network-only' });
  useEffect(() => void refetch().catch(() => {}), [changed, refetch]);
  const steps = data?.node && 'assignmentTrace' in data.node ? data.node.assignmentTrace : null;
  if (!steps) return error ? <p className="muted">{t('error.notRead')}</p> : <SkeletonLines lines={3} />;
  if (steps.length === 0) return <p className="muted">{t('why.nothing')}</p>;
  return (
    <ol className={css.trace}>
      {steps.map((step, index) => (
        <li key={`${step.at}${index}`}>
          <span className={cx(css.outcome, good.has(step.outcome) && css.went)}>
            {t(`why.outcome.${step.outcome}`, { defaultValue: step.outcome.toLowerCase() })}
          </span>
          <span className={cx('grow', good.has(step.outcome) && 'medium')}>
            {step.agent ? `${step.agent.name}: ` : ''}
            {step.why}
            <span className="meta faint">
              <Time at={step.at} format="list" />
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}

/** “Why?”: how a conversation came to somebody, or why it still waits, in sentences. */
export function Why({ id, changed }: { id: string; changed: string }) {
  const { t } = useTranslation('admin');
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={360}>
      <Popover.Target>
        <Button variant="link" className={css.why} aria-label={t('why.title')} title={t('why.title')} onClick={() => setOpen(!open)}>
          <Icon of={Info} size="xs" />
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('why.title')}>
        <b className={css.whyTitle}>{t('why.title')}</b>
        {open && <Trace id={id} changed={changed} />}
      </Popover.Dropdown>
    </Popover>
  );
}
