import type { ChannelAbilities } from '@parley/plugin';
import type { MessageRow } from '../messages/message.entity';
import type { BotChoice } from './bot-conversation.entity';

/** What opens a list when the bot does not say it: in no language. */
const LIST_LABEL = '☰';

/** What an `ask` becomes: content that is answered by a tap, or text. */
export type Question = { text: string } | { content: { kind: string; data: Record<string, unknown> } };

/** Choices as buttons or as a list where the channel has them and they fit, else as a numbered text. */
export const questionOf = (
  text: string,
  choices: readonly BotChoice[],
  abilities: ChannelAbilities,
  listLabel: string = LIST_LABEL,
): Question => {
  if (choices.length === 0) return { text };
  const able = abilities.choices;
  const fits = (most: number | undefined, length: number | undefined): boolean =>
    choices.length <= (most ?? 0) && choices.every(({ title }) => lengthOf(title) <= (length ?? Infinity));
  if (able && lengthOf(text) <= (able.textLength ?? Infinity)) {
    const entries = choices.map(({ id, title }) => ({ id, title }));
    if (fits(able.buttons, able.buttonTitleLength)) return { content: { kind: 'interactive', data: { body: text, buttons: entries } } };
    if (fits(able.list, able.listTitleLength))
      return { content: { kind: 'interactive', data: { body: text, list: { button: listLabel, sections: [{ rows: entries }] } } } };
  }
  return { text: [text, '', ...choices.map(({ title }, index) => `${index + 1}. ${title}`)].join('\n') };
};

const lengthOf = (text: string): number => [...text].length;

/** The choice that a customer's message means: by the id of what was tapped, by its title, or by its number. */
export const choiceOf = (choices: readonly BotChoice[] | null, message: Pick<MessageRow, 'text' | 'content'>): BotChoice | undefined => {
  if (!choices) return undefined;
  const tapped = [message.content?.id, message.content?.payload];
  const text = plain(message.text ?? '');
  const number = /^(\d{1,3})[.)]?$/.exec(text)?.[1];
  return (
    choices.find(({ id }) => tapped.includes(id)) ??
    choices.find(({ title }) => plain(title) === text) ??
    (number === undefined ? undefined : choices[Number(number) - 1])
  );
};

/** As people write the same words: whatever the case and the spaces. */
const plain = (text: string): string => text.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase();
