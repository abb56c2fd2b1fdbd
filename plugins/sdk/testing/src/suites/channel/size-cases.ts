import type { ChannelAbilities, OutboundAttachment, Rejected } from '@parley/plugin';
import { kindOf, must, shown, thrownBy } from '../../must';
import type { SuiteCase } from '../../suite';
import type { AnyChannel, CaseMaker, ChannelStage } from './stage';

type Attachments = NonNullable<ChannelAbilities['attachments']>;

const sizes = (kind: string, error: unknown): string => `send threw ${shown(error)} for ${kind}.`;

/** It was refused, for what it is, and the provider was not asked. */
const mustRefuse = async (stage: ChannelStage, call: () => Promise<unknown>, what: string): Promise<void> => {
  const error = await thrownBy(call);
  must(error !== undefined, `send took ${what}.`);
  must(kindOf(error) === 'rejected', `send threw ${shown(error)} for ${what}; it throws Rejected.`);
  must((error as Rejected).options?.reason === 'content', `send refused ${what} without saying that it is the content.`);
  must(stage.provider.requests.length === 0, `send called the provider with ${what}.`);
};

/** A channel whose provider sets a limit to texts. */
export const lengthCases = (make: CaseMaker, most: number): SuiteCase[] => [
  make(
    'sends a text of the length that it declares',
    'An agent writes what the composer allows, and it is refused. Declare in abilities.maxTextLength what the provider really takes.',
    async (stage) => {
      const text = 'é'.repeat(most);
      const error = await thrownBy(() => stage.send(stage.message({ text })));
      must(error === undefined, sizes(`a text of ${most} characters`, error));
      const whole = stage.provider.requests.some(({ body, json }) => `${JSON.stringify(json)}${body.toString('utf8')}`.includes(text));
      must(whole, `A text of ${most} characters went out cut off.`);
    },
  ),
  make(
    'refuses a longer text before it is sent',
    'A text is cut off without a word, or refused by the provider in a language that no agent reads. Throw Rejected with reason "content".',
    (stage) => mustRefuse(stage, () => stage.send(stage.message({ text: 'x'.repeat(most + 1) })), `a text of ${most + 1} characters`),
  ),
];

/** A channel whose provider sets no limit that it knows of. */
export const anyLengthCases = (make: CaseMaker): SuiteCase[] => [
  make(
    'sends a long text whole, or refuses it',
    'Customers get half of what was written, and nobody knows. Declare abilities.maxTextLength, or throw Rejected.',
    async (stage) => {
      const text = `${'long '.repeat(20_000)}end`;
      const error = await thrownBy(() => stage.send(stage.message({ text })));
      must(error === undefined || kindOf(error) === 'rejected', sizes('a text of 100,000 characters', error));
      const whole = stage.provider.requests.some(({ body }) => body.toString('utf8').includes(text));
      must(error !== undefined || whole, 'A text of 100,000 characters went out cut off.');
    },
  ),
];

const fileOf = (kind: keyof Attachments, mimeType: string, size = 12): { attachment: OutboundAttachment; reads(): number } => {
  let reads = 0;
  const read = async () => {
    reads++;
    return Buffer.alloc(Math.min(size, 12), 'file');
  };
  return { attachment: { kind, mimeType, size, fileName: `file.${mimeType.split('/')[1] ?? 'bin'}`, read }, reads: () => reads };
};

/** The files that a channel says it takes. */
export const attachmentCases = (make: CaseMaker, channel: AnyChannel): SuiteCase[] => {
  const declared = Object.entries(channel.abilities.attachments ?? {}) as [keyof Attachments, { mimeTypes: string[]; maxBytes: number }][];
  if (declared.length === 0) return [];
  return [
    make(
      'sends every kind of file that it declares',
      'An agent attaches a file that the composer offers, and it is refused or goes out empty. Declare in abilities.attachments what can really be sent.',
      async (stage) => {
        for (const [kind, { mimeTypes }] of declared)
          for (const mimeType of mimeTypes) {
            const { attachment, reads } = fileOf(kind, mimeType);
            const error = await thrownBy(() => stage.send(stage.message({ kind, text: undefined, attachment })));
            must(error === undefined, sizes(`a file of the type ${mimeType}`, error));
            must(reads() > 0, `A file of the type ${mimeType} was sent without being read.`);
          }
      },
    ),
    make(
      'refuses a file that is too large before it is sent',
      'An agent waits minutes for an upload that the provider then throws away. Throw Rejected with reason "content" when size is above maxBytes.',
      async (stage) => {
        for (const [kind, { mimeTypes, maxBytes }] of declared) {
          const { attachment } = fileOf(kind, mimeTypes[0] ?? '', maxBytes + 1);
          await mustRefuse(
            stage,
            () => stage.send(stage.message({ kind, text: undefined, attachment })),
            `a file of ${maxBytes + 1} bytes`,
          );
        }
      },
    ),
  ];
};
