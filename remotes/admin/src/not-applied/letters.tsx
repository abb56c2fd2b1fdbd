import { useQuery } from '@apollo/client/react';
import { Banner, Button, EmptyState, Panel, Pill, Time, toast, useTranslation } from '@parley/plugin-ui';
import { CircleAlert, CircleCheck, RotateCw } from '@parley/plugin-ui/icons';
import { useState } from 'react';
import { useRun } from '../data/use-run';
import { DeadLetterReplayDocument, DeadLettersDocument, NavCountsDocument, type DeadLettersQuery } from '../gql/generated';
import { JsonView } from '../parts/json-view';
import { QueryState } from '../parts/query-state';
import { TableSkeleton } from '../parts/table-skeleton';
import css from './not-applied.module.css';

type Letter = DeadLettersQuery['deadLetters']['nodes'][number];
const PAGE = 50;

/** One event that could not be applied: what it is, why, and a way to try again. */
function LetterItem({ letter, busy, onReplay }: { letter: Letter; busy: boolean; onReplay(): void }) {
  const { t } = useTranslation('admin');
  return (
    <li className={css.item}>
      <div className={css.line}>
        <Pill tone="warn" icon={CircleAlert}>
          {t(`notApplied.kind.${letter.kind}`, { defaultValue: letter.kind })}
        </Pill>
        {letter.address && <bdi className="ltr num second medium cut">{letter.address}</bdi>}
        <span className="grow" />
        <span className="meta faint">
          <Time at={letter.receivedAt} format="list" />
        </span>
        <Button icon={RotateCw} busy={busy} onClick={onReplay}>
          {t('notApplied.replay')}
        </Button>
      </div>
      <p className={css.reason}>{letter.reason}</p>
      <JsonView summary={t('notApplied.event')} value={letter.event} />
    </li>
  );
}

/** The events that wait to be applied, newest first; replay tries one of them or all again. */
export function Letters() {
  const { t } = useTranslation('admin');
  const run = useRun();
  const { data, error, refetch, fetchMore } = useQuery(DeadLettersDocument, {
    variables: { first: PAGE },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
    pollInterval: 60_000,
  });
  const counts = useQuery(NavCountsDocument, { variables: { intake: true }, fetchPolicy: 'cache-only' });
  const [busy, setBusy] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const again = () => Promise.allSettled([refetch({ first: PAGE }), counts.refetch()]);
  const letters = data?.deadLetters.nodes ?? [];
  const page = data?.deadLetters.pageInfo;

  const replay = async (id: string | null) => {
    setBusy(id ?? 'all');
    setRefused(null);
    const outcome = await run(DeadLetterReplayDocument, { input: id ? { ids: [id] } : { all: true } });
    await again();
    setBusy(null);
    if (!outcome.ok) return setRefused(outcome.problems.map(({ message }) => message).join(' '));
    const { replayed, remaining } = outcome.data.deadLetterReplay;
    toast({
      tone: replayed > 0 ? 'good' : 'warn',
      title: t('notApplied.replayed', { count: replayed }),
      text: remaining > 0 ? t('notApplied.remaining', { count: remaining }) : undefined,
    });
  };

  return (
    <QueryState data={data} error={error} onRetry={again} skeleton={<TableSkeleton rows={4} />}>
      {letters.length === 0 ? (
        <Panel>
          <EmptyState icon={CircleCheck} title={t('notApplied.none')}>
            {t('notApplied.noneText')}
          </EmptyState>
        </Panel>
      ) : (
        <>
          <div className={css.bar}>
            <p className="muted second grow">{t('notApplied.help')}</p>
            <Button icon={RotateCw} busy={busy === 'all'} disabled={busy !== null} onClick={() => void replay(null)}>
              {t('notApplied.replayAll')}
            </Button>
          </div>
          {refused && <Banner tone="bad" role="alert" icon={CircleAlert} className={css.refused} title={refused} />}
          <Panel aria-label={t('notApplied.tabs.letters')}>
            <ul>
              {letters.map((letter) => (
                <LetterItem key={letter.id} letter={letter} busy={busy === letter.id} onReplay={() => void replay(letter.id)} />
              ))}
            </ul>
          </Panel>
        </>
      )}
      {page?.hasNextPage && (
        <p className={css.more}>
          <Button variant="link" onClick={() => void fetchMore({ variables: { after: page.endCursor } }).catch(() => {})}>
            {t('more')}
          </Button>
        </p>
      )}
    </QueryState>
  );
}
