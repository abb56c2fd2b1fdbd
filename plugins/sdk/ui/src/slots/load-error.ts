/** Why a part of a screen cannot be shown. `status`, `broken` and `contract` come with a detail for the sentence. */
export type LoadReason = 'status' | 'unreachable' | 'timeout' | 'broken' | 'contract' | 'missing' | 'disabled';

/** A part of a screen that could not be loaded. */
export class LoadError extends Error {
  constructor(
    readonly reason: LoadReason,
    /** `status`: the HTTP status; `broken`: the file or module; `contract`: the range it was made for. */
    readonly detail = '',
  ) {
    super(`${reason} ${detail}`.trim());
    this.name = 'LoadError';
  }
}
