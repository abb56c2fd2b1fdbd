import { secretKeys } from '@parley/server';
import { must, shown, thrownBy, within } from '../../must';
import { HOSTILE_TEXTS } from '../../hostile';
import { junkSettingsFault } from '../settings';
import type { SuiteCase } from '../../suite';
import type { AnyChannel, CaseMaker, ChannelStage } from './stage';

/** `connect` or `check`: what they answer when something is wrong. */
type Connect = NonNullable<AnyChannel['check']>;

const SECRET_NAME = /secret|token|password|passphrase|credential|(api|private|access|hmac|signing)_?key/i;

/** What is asked of an inbox's settings. */
export const settingsCases = (make: CaseMaker): SuiteCase[] => [
  make(
    'takes the settings that an administrator writes',
    'An inbox cannot be made: the form says that something is wrong with settings that are right. Let the schema take them.',
    async ({ channel, options, provider }) => {
      const parsed = channel.settings.safeParse(options.settings(provider.url));
      must(parsed.success, `The schema refused them: ${parsed.error?.issues[0]?.path.join('.')}: ${parsed.error?.issues[0]?.message}.`);
    },
  ),
  make(
    'refuses settings that cannot work',
    'An administrator saves a mistake and finds out from customers who get no answer. Check each setting in the schema, with a message that says what to write.',
    async ({ channel, options }) => {
      must(options.invalidSettings.length > 0, 'The suite was given no settings that cannot work: write some into invalidSettings.');
      const fault = junkSettingsFault(channel.settings, options.invalidSettings);
      must(fault === null, fault ?? '');
    },
  ),
  make(
    'marks its secrets',
    'A password stands readable in the database, and on the screen of everybody who may look at inboxes. Put .meta({ secret: true }) on it.',
    async ({ channel, settings }) => {
      const marked = secretKeys(channel.settings);
      const open = Object.keys(settings).find((key) => SECRET_NAME.test(key) && !marked.has(key));
      must(open === undefined, `The setting ${open} sounds like a secret and is not marked as one.`);
    },
  ),
  make(
    'shares only settings that it has',
    'Two inboxes of one account do not share what they should, and one of them stops when the other is changed. Name keys of the schema in connectionKeys.',
    async ({ channel, settings }) => {
      const strange = (channel.connectionKeys ?? []).find((key) => !(key in settings));
      must(strange === undefined, `connectionKeys names ${strange}, which is not among the settings.`);
    },
  ),
];

/** An address that a person types in. */
export const addressCases = (make: CaseMaker, validateAddress: NonNullable<AnyChannel['validateAddress']>): SuiteCase[] => [
  make(
    'answers any address that a person types',
    'Somebody types a customer’s number and the form breaks instead of saying what is wrong. Answer { valid: false }, and give an address with every { valid: true }.',
    async (stage) => {
      for (const input of [...HOSTILE_TEXTS, stage.options.message.to.value]) {
        const answer = await within(stage.deadlineMs, 'validateAddress', () =>
          validateAddress.call(stage.channel, stage.ctx, stage.inbox(), input),
        ).catch((error: unknown) => must(false, `validateAddress threw ${shown(error)} at ${shown(input)}.`));
        must(typeof answer?.valid === 'boolean', `validateAddress answered ${shown(answer)} to ${shown(input)}.`);
        const { valid, address } = answer;
        must(!valid || (address?.kind && address.value), `validateAddress called ${shown(input)} valid without saying how it is written.`);
      }
    },
  ),
];

/** How a channel that cannot reach its provider, or is refused by it, says so. */
const mustName = async (stage: ChannelStage, name: 'connect' | 'check', ask: Connect): Promise<void> => {
  const told = async (when: string) => {
    const answer = await within(stage.deadlineMs, name, () => ask.call(stage.channel, stage.ctx, stage.inbox())).catch((error: unknown) =>
      must(false, `${name} threw ${shown(error)} when ${when}.`),
    );
    must((answer?.problem ?? '').trim().includes(' '), `${name} named no problem when ${when}.`);
  };
  for (const status of [401, 500]) {
    stage.provider.reply(() => ({ status }));
    await told(`the provider answered ${status}`);
  }
  await stage.provider.close();
  await told('the provider could not be reached');
};

/** An inbox that is connected to its provider. */
export const connectCases = (make: CaseMaker, connect: Connect): SuiteCase[] => [
  make(
    'says in words why an inbox cannot be connected',
    'A new inbox is silent and nobody knows why. Let connect return { problem } with a sentence when the provider refuses or cannot be reached; do not throw.',
    (stage) => mustName(stage, 'connect', connect),
  ),
];

/** A look at whether the provider is there. */
export const checkCases = (make: CaseMaker, check: Connect): SuiteCase[] => [
  make(
    'says in words what is wrong with its provider',
    'An operator asks "parley doctor" why nothing goes out, and hears that all is well. Let check return { problem } with a sentence; do not throw.',
    (stage) => mustName(stage, 'check', check),
  ),
  make(
    'changes nothing when it looks',
    'Somebody looks whether all is well, and webhooks are subscribed twice or messages go out. Only read in check.',
    async (stage) => {
      await thrownBy(() => within(stage.deadlineMs, 'check', () => check.call(stage.channel, stage.ctx, stage.inbox())));
      const change = stage.provider.requests.find(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method));
      must(!change, `check asked for ${change?.method} ${change?.path}.`);
    },
  ),
];
