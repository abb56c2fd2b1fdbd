import { readAnswer } from '@parley/server';
import { must } from '../../must';
import { Unmet, type SuiteCase } from '../../suite';
import type { ContextCase } from '../with-context';
import { endsIn, walk, type Open } from './stage';

/** So many choices are followed. */
const MOST_CHOICES = 60;

/** What a bot answers. */
export const answerCases = (make: ContextCase, open: Open, script: readonly string[]): SuiteCase[] => [
  make(
    'answers when a conversation opens, when the customer writes, and when a time is over',
    'The first word of a customer meets a bot that breaks; a person gets it late. Answer every reason.',
    async (ctx) => {
      await open(ctx).opens();
      await open(ctx).says('Hello');
      await open(ctx).timesOut();
    },
  ),
  make(
    'does only what a bot may do',
    'The server does not understand the answer, and hands over every conversation as if the bot had failed. Answer with the actions of the contract.',
    async (ctx) => {
      await walk(open(ctx), script, (actions) => {
        try {
          readAnswer(actions);
        } catch (error) {
          throw new Unmet(`The server refuses the answer: ${(error as Error).message}.`);
        }
      });
    },
  ),
  make(
    'ends with handing over or closing',
    'The customer reads a promise that never comes, because what stands behind handOver or close is not done. Put it last.',
    async (ctx) => {
      await walk(open(ctx), script, (actions) => {
        const end = actions.findIndex((one) => endsIn([one]));
        must(end < 0 || end === actions.length - 1, `Behind ${actions[end]?.do} stands ${actions[end + 1]?.do}, which is not done.`);
      });
    },
  ),
  make(
    'speaks through its actions only',
    'After a crash the customer hears the same twice, or half of it. Return { do: "say" } instead of sending.',
    async (ctx) => {
      await walk(open(ctx), script);
      must(ctx.sent.length === 0, 'The bot sent a text by itself.');
    },
  ),
  make('takes every choice that it offers', 'A customer taps a button and is thrown out. Handle the id of each choice.', async (ctx) => {
    const first = open(ctx);
    const asked = [{ talk: first, answer: await first.opens() }];
    for (let turns = 0, at = asked.shift(); at && turns < MOST_CHOICES; at = asked.shift()) {
      if (at.talk.over) continue;
      for (const { id, title } of at.answer.flatMap((one) => (one?.do === 'ask' ? (one.choices ?? []) : []))) {
        const talk = at.talk.copy();
        asked.push({ talk, answer: await talk.says(title, { choiceId: id }) });
        turns++;
      }
    }
  }),
];
