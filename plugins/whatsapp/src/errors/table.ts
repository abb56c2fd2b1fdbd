/**
 * How an error of the Cloud API is met: `retry` again by itself, `later` after a wait, `never` the same again, `configuration` stop the
 * inbox until somebody mends it, `window` only a template may be sent.
 */
export type ErrorClass = 'retry' | 'later' | 'never' | 'configuration' | 'window';

/** One row of the table. */
export interface ErrorRow {
  class: ErrorClass;
  /** For the agent: what happened and what to do. */
  message: string;
  /** Wait so long, in ms; `pair`: 1, 4, 16 … seconds by attempt. */
  wait?: number | 'pair';
  scope?: 'conversation' | 'inbox';
  maxAttempts?: number;
  /** Why it is refused; `content` if nothing else is said. */
  reason?: 'recipient' | 'content';
  /** WhatsApp's own details help: they are added to the sentence. */
  details?: true;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const expired = 'The access token of this number is not valid any more. An administrator must enter a new one in the inbox settings.';
const permission = 'The access token may not send for this number. An administrator must check its permissions in Meta Business settings.';
const calls = 'Too many calls to WhatsApp for now. The message is sent again by itself.';
const busy = 'WhatsApp is not available at the moment. The message is sent again by itself.';
const maintenance = 'WhatsApp is working on this number for a moment. The message is sent again by itself.';
const parameter = 'WhatsApp does not accept a value in this message.';
const registration = 'This number is not registered with WhatsApp. An administrator must register it in WhatsApp Manager.';
const verification = 'Registering this number with WhatsApp failed. An administrator must check PIN and verification in WhatsApp Manager.';
const template = 'The values do not fit the template. Open the template again and check each value.';
const sync = 'The phone app and the Cloud API of this number are not in sync. An administrator must connect the number again.';
const payments =
  'Meta asks for terms or a set-up that is missing for this kind of message. An administrator must finish it in Meta Business settings.';

const configuration = (message: string): ErrorRow => ({ class: 'configuration', message });
const never = (message: string, more: Partial<ErrorRow> = {}): ErrorRow => ({ class: 'never', message, ...more });
const recipient = (message: string): ErrorRow => never(message, { reason: 'recipient' });
const unavailable: ErrorRow = { class: 'retry', message: busy, maxAttempts: 5 };
const pause = (message: string, wait: number): ErrorRow => ({ class: 'later', message, wait, scope: 'inbox' });

/** The rows by code, or by `code/subcode` where the subcode changes the meaning. */
export const errorTable: ReadonlyMap<string, ErrorRow> = new Map<string, ErrorRow>([
  ['0', configuration(expired)],
  ['190', configuration(expired)],
  ['3', configuration(permission)],
  ['10', configuration(permission)],
  ['131005', configuration(permission)],
  ['4', pause(calls, MINUTE)],
  ['80007', pause(calls, MINUTE)],
  [
    '130429',
    {
      class: 'retry',
      message: 'This number sends too much at once. The message is sent again by itself.',
      wait: 2 * SECOND,
      scope: 'inbox',
    },
  ],
  [
    '131056',
    {
      class: 'retry',
      message: 'Too many messages to this customer in a short time. The message is sent again by itself.',
      wait: 'pair',
      scope: 'conversation',
    },
  ],
  [
    '131048',
    pause('WhatsApp restricts this number because customers blocked or reported it. An administrator should check its quality.', HOUR),
  ],
  ['131064', pause('WhatsApp limits this number because templates were in the wrong category. An administrator should check them.', HOUR)],
  ['1', unavailable],
  ['2', unavailable],
  ['131000', unavailable],
  ['131016', unavailable],
  ['133004', unavailable],
  ['135000', never('WhatsApp could not process this message. Change it and send it again.', { details: true })],
  ['131057', { class: 'retry', message: maintenance, wait: MINUTE, scope: 'inbox' }],
  ['2494100', { class: 'retry', message: maintenance, wait: MINUTE, scope: 'inbox' }],
  ['33', never('WhatsApp does not know this number any more.')],
  ['100', never(parameter, { details: true })],
  [
    '100/33',
    configuration(
      'WhatsApp does not know the phone number ID, or the token may not use it. An administrator must check the inbox settings.',
    ),
  ],
  ['368', configuration('Meta blocked this account for breaking a rule. An administrator must look into WhatsApp Manager.')],
  ['131031', configuration('Meta locked this account. An administrator must look into WhatsApp Manager.')],
  ['130497', configuration('This account may not write to customers in that country. An administrator must look into WhatsApp Manager.')],
  ['130403', recipient('This customer is blocked on this number. Unblock them before writing.')],
  [
    '130472',
    recipient(
      'WhatsApp did not deliver this marketing message: the customer is part of an experiment of Meta. Sending it again will not help.',
    ),
  ],
  ['131008', never('Something that this message needs is missing.', { details: true })],
  ['131009', never(parameter, { details: true })],
  ['131021', recipient('The customer has the same number as this inbox. WhatsApp does not deliver to oneself.')],
  [
    '131026',
    recipient(
      'The message cannot be delivered: the number may not be on WhatsApp, use an old version, or not have accepted the terms. Reach the customer another way.',
    ),
  ],
  ['131030', recipient('This is a test number and the customer is not on its list of allowed recipients.')],
  ['131037', configuration('The display name of this number is not approved. An administrator must set it in WhatsApp Manager.')],
  [
    '131042',
    configuration('There is a problem with the payment of this account. An administrator must check billing in Meta Business settings.'),
  ],
  ['131045', configuration(registration)],
  ['133010', configuration(registration)],
  ['131047', { class: 'window', message: 'More than 24 hours have passed since the customer wrote last. Send a template to start again.' }],
  [
    '131049',
    {
      class: 'later',
      message: 'WhatsApp limits how much marketing this customer gets. Do not send it again within 24 hours.',
      wait: 24 * HOUR,
      maxAttempts: 2,
    },
  ],
  ['131050', recipient('The customer does not want marketing messages from this number.')],
  ['131051', never('WhatsApp does not know this kind of message.')],
  ['131052', never('WhatsApp could not hand over the file. Ask the customer to send it again.')],
  ['131053', never('WhatsApp could not use the file. Check its format and size and attach it again.', { details: true })],
  ['131060', never('WhatsApp does not show this message here. Ask the customer to send it again.')],
  ['131063', configuration('Marketing messages are switched off for this account. An administrator must look into WhatsApp Manager.')],
  ['132000', never(template, { details: true })],
  ['132012', never(template, { details: true })],
  ['132018', never(template, { details: true })],
  ['132001', never('This template does not exist in that language or is not approved. Choose another one.')],
  ['132005', never('The template is too long with these values. Shorten them.')],
  ['132007', never('The text of this template breaks a rule of WhatsApp. Choose another one.')],
  ['132015', never('This template is paused because of its quality. Choose another one.')],
  ['132016', never('This template is switched off for good because of its quality. Choose another one.')],
  ['132068', configuration('The form in this message is blocked. An administrator must check it in WhatsApp Manager.')],
  [
    '132069',
    {
      class: 'later',
      message: 'The form in this message is used too often for now. The message is sent again by itself.',
      wait: HOUR,
      maxAttempts: 3,
    },
  ],
  ...['133000', '133005', '133006', '133008', '133009', '133015', '133016'].map((code): [string, ErrorRow] => [
    code,
    configuration(verification),
  ]),
  ['134011', configuration(payments)],
  ['134100', configuration(payments)],
  [
    '134101',
    {
      class: 'later',
      message: 'WhatsApp is still preparing this template. The message is sent again by itself.',
      wait: 10 * MINUTE,
      maxAttempts: 3,
    },
  ],
  ['134102', configuration(payments)],
  ['137000', recipient('The customer has a new device or number and must be verified again before this message can be sent.')],
  ...['2593107', '2593108', '2593109'].map((code): [string, ErrorRow] => [code, configuration(sync)]),
]);

/** The row of a code; codes 200 to 299 are one family. Undefined: not in the table. */
export function rowOf(code: string | undefined, subcode?: string): ErrorRow | undefined {
  if (code === undefined) return undefined;
  const special = subcode === undefined ? undefined : errorTable.get(`${code}/${subcode}`);
  return special ?? errorTable.get(code) ?? (/^2\d\d$/.test(code) ? configuration(permission) : undefined);
}
