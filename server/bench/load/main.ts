/** The generator: a process of its own, told what to do by its parent. */
import type { Answer, Ask, RoundResult } from './messages.ts';
import { runRound } from './round.ts';
import { Watch } from './watch.ts';

const watch = new Watch();

const work = async (ask: Ask): Promise<RoundResult | null> => {
  if (ask.do === 'round') return runRound(ask.round, watch);
  if (ask.do === 'subscribe') await watch.open(ask.port, ask.tokens, ask.query, ask.watched);
  else watch.close();
  return null;
};

const tell = (answer: Answer): void => void process.send?.(answer);

process.on('message', (ask: Ask) => {
  work(ask).then(
    (result) => tell({ ok: true, result }),
    (error: unknown) => tell({ ok: false, error: String((error as Error).stack ?? error) }),
  );
});
process.on('disconnect', () => process.exit(0));
