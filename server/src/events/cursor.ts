import { ApiError } from '../lib/errors';

/** The id of an event: what a screen resumes from. */
export const eventId = (seq: number): string => `evt_${seq}`;

/** The sequence behind an event's id. */
export const seqOf = (id: string): number => {
  const seq = /^evt_(\d{1,15})$/.exec(id)?.[1];
  if (seq === undefined) throw new ApiError('BAD_REQUEST', 'after: give the id of an event');
  return Number(seq);
};
