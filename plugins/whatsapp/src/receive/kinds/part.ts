import type { InboundAttachment } from '@parley/plugin';
import type { Json } from '../../json';

/** What a message consists of, without who sent it and when. */
export interface Part {
  kind: string;
  text?: string;
  content?: Json;
  attachments?: InboundAttachment[];
}

/** Reads a message of one type; undefined if what the type needs is not there. */
export type KindTranslator = (raw: Json) => Part | undefined;
