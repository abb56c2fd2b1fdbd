import { Rejected } from '@parley/plugin';

const MB = 1024 * 1024;

/** What the Cloud API takes at most. Texts in characters, files in bytes. */
export const limits = {
  text: 4096,
  caption: 1024,
  interactiveBody: 1024,
  listBody: 4096,
  headerText: 60,
  footer: 60,
  buttons: 3,
  buttonTitle: 20,
  buttonId: 256,
  listButton: 20,
  sections: 10,
  sectionTitle: 24,
  rows: 10,
  rowTitle: 24,
  rowDescription: 72,
  rowId: 200,
  urlLabel: 20,
  image: 5 * MB,
  video: 16 * MB,
  audio: 16 * MB,
  /** The product's own rule is "smaller than 100 MB", one byte below Meta's. */
  document: 100 * MB - 1,
  sticker: 500 * 1024,
} as const;

/** Ends a send with a sentence about what is wrong with the message itself. */
export const refuse = (code: string, message: string): never => {
  throw new Rejected({ code, message }, { reason: 'content' });
};

/** Length as a person counts it: a character outside the basic plane is one. */
export const lengthOf = (text: string): number => [...text].length;

/** The text, if it is there and not longer than allowed; else the send ends with a sentence that names `what`. */
export const within = (what: string, text: string | undefined, most: number): string => {
  if (text === undefined || text.trim() === '') return refuse('EMPTY', `${what} is empty.`);
  const length = lengthOf(text);
  return length > most ? refuse('TOO_LONG', `${what} has ${length} characters; WhatsApp takes ${most} at most. Shorten it.`) : text;
};

/** Like {@link within} for a part that may be left out. */
export const withinIfGiven = (what: string, text: string | undefined, most: number): string | undefined =>
  text === undefined || text.trim() === '' ? undefined : within(what, text, most);
