import fc from 'fast-check';
import { Real } from './real';
import { Reference } from './reference';
import { steps } from './steps';

const RUNS = Number(process.env.MODEL_RUNS ?? 12);
const STEPS = Number(process.env.MODEL_STEPS ?? 60);
const SEED = process.env.MODEL_SEED === undefined ? {} : { seed: Number(process.env.MODEL_SEED), path: process.env.MODEL_PATH ?? '' };

test(
  'I3 I5 I8 I9 I13 R030-R051 R072-R079 R088-R097 R117-R123 after any steps, conversations, presence, capacity and routing are as the reference says',
  () =>
    fc.assert(
      fc.asyncProperty(fc.commands(steps, { maxCommands: STEPS, size: 'max' }), async (commands) => {
        const real = await Real.open();
        try {
          const model = new Reference(real.app.clock.now(), real.agents);
          // most of what may happen needs somebody at work
          for (const agent of model.agents) {
            expect(await real.signIn(agent)).toBe(model.signIn(agent));
            await real.program(agent).connect();
            model.connect(agent);
          }
          await fc.asyncModelRun(() => ({ model, real }), commands);
        } finally {
          await real.close();
        }
      }),
      { numRuns: RUNS, ...SEED, endOnFailure: process.env.MODEL_SHRINK !== '1' },
    ),
  RUNS * 60_000,
);
