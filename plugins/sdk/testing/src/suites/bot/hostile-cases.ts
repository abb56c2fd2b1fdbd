import { HOSTILE_TEXTS, HOSTILE_VALUES } from '../../hostile';
import { shown } from '../../must';
import { Unmet, type SuiteCase } from '../../suite';
import type { ContextCase } from '../with-context';
import type { Open } from './stage';

const KINDS = 'image video audio voice document sticker location contacts interactive button order call unsupported hologram'.split(' ');

/** What a bot makes of what nobody expects. */
export const hostileCases = (make: ContextCase, open: Open): SuiteCase[] => [
  make(
    'answers messages that are no text',
    'A customer sends a photo or a voice message, and the bot breaks. Answer when message.text is absent, and kinds that you do not know.',
    async (ctx) => {
      for (const kind of KINDS) {
        const talk = open(ctx);
        await talk.opens();
        if (!talk.over) await talk.says(undefined, { kind, content: {} });
      }
    },
  ),
  make(
    'answers whatever a customer types',
    'One strange message breaks the bot, or holds up everybody’s. Take text as text: no regular expressions that run away, no look-up by a customer’s word.',
    async (ctx) => {
      for (const text of HOSTILE_TEXTS) {
        const talk = open(ctx);
        await talk.opens();
        if (talk.over) continue;
        await talk.says(text);
        if (!talk.over) await talk.says(text, { choiceId: text });
      }
    },
  ),
  make(
    'goes on from what an earlier version kept',
    'On the day of an update every conversation that was under way breaks. Read the state as if it could be anything, and begin again when it makes no sense.',
    async (ctx) => {
      const talk = open(ctx);
      await talk.opens();
      await talk.says('Hello');
      const states: Record<string, unknown>[] = [{}, { step: 'no such step', version: 0 }];
      for (const key of Object.keys(talk.state)) for (const value of HOSTILE_VALUES) states.push({ ...talk.state, [key]: value });
      for (const state of states) {
        const old = open(ctx);
        old.state = state;
        await old.says('Hello').catch((error: unknown) => {
          throw new Unmet(`With the state ${shown(state)}: ${(error as Error).message}`);
        });
      }
    },
  ),
];
