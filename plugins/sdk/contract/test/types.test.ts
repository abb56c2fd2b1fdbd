import { complaints } from './support/snippets';

/** A sample plugin's own words, declared as an author does. */
const DECLARED = `
declare module '@parley/plugin' {
  interface EventData { 'acme.pointsEarned': { points: number } }
  interface JobData { 'acme.expirePoints': { contactId: string } }
  interface Services { 'acme-loyalty.balance': { input: { contactId: string }; output: number } }
}
`;

interface Case {
  what: string;
  code: string;
  /** How the one complaint of the compiler reads; absent: it compiles. */
  complaint?: RegExp;
}

const cases: Case[] = [
  {
    what: 'an event handler gets what was declared',
    code: `definePlugin({ on: {
      'acme.pointsEarned': async (ctx, event) => { const points: number = event.data.points; const type: 'acme.pointsEarned' = event.type; },
      'conversation.closed': async (ctx, event) => { const id: string = event.nodeId; },
    } });`,
  },
  { what: 'emit takes what was declared', code: `await ctx.emit('acme.pointsEarned', { nodeId: 'cont_1', data: { points: 10 } });` },
  {
    what: 'no handler of an event that nobody declared',
    code: `definePlugin({ on: { 'acme.pointsLost': async () => {} } });`,
    complaint: /'acme.pointsLost'' does not exist in type/,
  },
  {
    what: 'no event that nobody declared',
    code: `await ctx.emit('acme.pointsLost', { nodeId: 'cont_1' });`,
    complaint: /^Argument of type '"acme.pointsLost"' is not assignable to parameter of type/,
  },
  {
    what: 'no event with other data than declared',
    code: `await ctx.emit('acme.pointsEarned', { nodeId: 'cont_1', data: { points: '10' } });`,
    complaint: /^Type 'string' is not assignable to type 'number'/,
  },
  {
    what: 'a job gets what was declared',
    code: `definePlugin({ jobs: { 'acme.expirePoints': { run: async (ctx, data) => { const contactId: string = data.contactId; } } } });`,
  },
  {
    what: 'enqueue takes what was declared',
    code: `await ctx.enqueue('acme.expirePoints', { contactId: 'cont_1' }, { at: 1, key: 'k' });`,
  },
  {
    what: 'no job that nobody declared',
    code: `definePlugin({ jobs: { 'acme.expire': { run: async () => {} } } });`,
    complaint: /'acme.expire'' does not exist in type/,
  },
  {
    what: 'nothing is handed to a job that nobody declared',
    code: `await ctx.enqueue('acme.expire', {});`,
    complaint: /^Argument of type '"acme.expire"' is not assignable to parameter of type '"acme.expirePoints"'/,
  },
  {
    what: 'no job is handed other data than declared',
    code: `await ctx.enqueue('acme.expirePoints', { contact: 'cont_1' });`,
    complaint: /'contact' does not exist in type '\{ contactId: string; \}'/,
  },
  {
    what: 'a service gets and gives what was declared',
    code: `definePlugin({ services: { 'acme-loyalty.balance': async (ctx, { contactId }) => contactId.length } });`,
  },
  {
    what: 'who calls a service gets what was declared',
    code: `const points: number | undefined = await ctx.service('acme-loyalty.balance')?.({ contactId: 'cont_1' });`,
  },
  {
    what: 'who calls a service thinks of its absence',
    code: `await ctx.service('acme-loyalty.balance')({ contactId: 'cont_1' });`,
    complaint: /^Cannot invoke an object which is possibly 'null'/,
  },
  {
    what: 'no call of a service that nobody declared',
    code: `ctx.service('acme-loyalty.points');`,
    complaint: /^Argument of type '"acme-loyalty.points"' is not assignable to parameter of type '"acme-loyalty.balance"'/,
  },
  {
    what: 'no service is given another input than declared',
    code: `await ctx.service('acme-loyalty.balance')?.({ contactId: 1 });`,
    complaint: /^Type 'number' is not assignable to type 'string'/,
  },
  {
    what: 'no service without a declaration',
    code: `definePlugin({ services: { 'acme-loyalty.points': async () => 1 } });`,
    complaint: /'acme-loyalty.points'' does not exist in type/,
  },
  {
    what: 'no service that answers something else than declared',
    code: `definePlugin({ services: { 'acme-loyalty.balance': async () => 'many' } });`,
    complaint: /Type 'string' is not assignable to type 'number'/,
  },
  {
    what: 'handlers get the settings that the schema yields',
    code: `definePlugin({
      settings: z.object({ perVisit: z.number().default(10).meta({ scope: 'inbox', secret: false, placeholder: '10' }) }),
      start: async (ctx) => { const perVisit: number = ctx.settings.perVisit; },
    });`,
  },
  {
    what: 'no setting that the schema does not have',
    code: `definePlugin({ settings: z.object({ a: z.string() }), start: async (ctx) => { ctx.settings.b; } });`,
    complaint: /^Property 'b' does not exist on type '\{ a: string; \}'/,
  },
  {
    what: 'no scope that there is not',
    code: `z.string().meta({ scope: 'planet' });`,
    complaint: /^Type '"planet"' is not assignable to type/,
  },
  {
    what: 'each channel, rule and bot has settings of its own',
    code: `
      const bot = defineBot({ id: 'b', label: 'B', settings: z.object({ greeting: z.string() }),
        turn: async (ctx, turn, settings) => [{ do: 'say', text: settings.greeting }] });
      const rule = defineAssignmentRule({ id: 'r', label: 'R', settings: z.object({ agentId: z.string() }),
        pick: (ctx, { settings }) => ({ agent: settings.agentId, why: 'always' }) });
      definePlugin({ bots: [bot], assignment: [rule] });`,
  },
];

const found = complaints(
  { declared: DECLARED, ...Object.fromEntries(cases.map(({ what, code }) => [what, code])) },
  'const ctx: PluginContext;',
);

test('a plugin declares its own events, jobs and services', () => {
  expect([found.prelude, found.declared]).toEqual([undefined, undefined]);
});

test.each(cases)('$what', ({ what, complaint }) => {
  expect(found[what] ?? []).toEqual(complaint ? [expect.stringMatching(complaint)] : []);
});
