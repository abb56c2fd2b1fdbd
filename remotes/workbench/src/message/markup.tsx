import Linkify from 'linkify-react';
import { Fragment, type ReactNode } from 'react';

const link = { target: '_blank', rel: 'noopener noreferrer', defaultProtocol: 'https', attributes: { dir: 'ltr' } };

/** The signs by which people mark words in WhatsApp: *bold*, _italic_, ~struck~, `code`, ```block```. */
const marks: readonly { pattern: RegExp; wrap(inside: string, deeper: (text: string) => ReactNode): ReactNode }[] = [
  { pattern: /```([\s\S]+?)```/, wrap: (inside) => <code>{inside}</code> },
  { pattern: /`([^`\n]+)`/, wrap: (inside) => <code>{inside}</code> },
  { pattern: /(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]*[^\s*])\*(?![\p{L}\p{N}*])/u, wrap: (inside, deeper) => <b>{deeper(inside)}</b> },
  { pattern: /(?<![\p{L}\p{N}_/:.-])_(?=\S)([^_\n]*[^\s_])_(?![\p{L}\p{N}_])/u, wrap: (inside, deeper) => <em>{deeper(inside)}</em> },
  { pattern: /(?<![\p{L}\p{N}~])~(?=\S)([^~\n]*[^\s~])~(?![\p{L}\p{N}~])/u, wrap: (inside, deeper) => <s>{deeper(inside)}</s> },
];

function format(text: string, from = 0): ReactNode {
  for (let index = from; index < marks.length; index++) {
    const mark = marks[index];
    const found = mark?.pattern.exec(text);
    if (!mark || !found) continue;
    const inside = found[1] ?? '';
    const before = text.slice(0, found.index);
    const after = text.slice(found.index + found[0].length);
    return (
      <>
        {before && format(before, index + 1)}
        {mark.wrap(inside, (deeper) => format(deeper, index + 1))}
        {after && format(after, index)}
      </>
    );
  }
  return text;
}

/** A message's words: links can be opened, marked words are drawn, an empty line makes a paragraph. */
export function Markup({ text }: { text: string }) {
  const paragraphs = text.split(/\n{2,}/);
  return (
    <Linkify options={link}>
      {paragraphs.map((paragraph, index) => (
        <p key={index} dir="auto">
          {paragraph.split('\n').map((line, at) => (
            <Fragment key={at}>
              {at > 0 && <br />}
              {format(line)}
            </Fragment>
          ))}
        </p>
      ))}
    </Linkify>
  );
}

const emojiOnly =
  /^(?:\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0F|\u200D\p{Extended_Pictographic})*|\p{Regional_Indicator}{2}|\s)+$/u;

/** Is this nothing but one to three emoji? Then they are drawn big. */
export function isBigEmoji(text: string): boolean {
  const clean = text.trim();
  if (clean === '' || clean.length > 40 || !emojiOnly.test(clean)) return false;
  return [...new Intl.Segmenter().segment(clean.replace(/\s/g, ''))].length <= 3;
}
