import type { Kernel } from '../kernel';
import type { AttachmentRow } from '../messages/attachment.entity';

const STEP_MS = 30 * 60_000;
/** An address lives for 60 to 90 minutes. */
const LIFE_MS = 2 * STEP_MS;

const textOf = (id: string, exp: number): string => `media:${id}:${exp}`;

/** Gives signed, short-lived addresses of our own origin. */
export class MediaUrls {
  constructor(private readonly kernel: Pick<Kernel, 'secrets'>) {}

  /**
   * The address of a file, `/media/att_…?exp=…&sig=…`, without a host: it is the server's own. The same for half an hour, so that
   * browsers keep what they have.
   *
   * @param now epoch ms
   * @returns null until the file is there
   */
  mediaUrl(attachment: Pick<AttachmentRow, 'id' | 'state'>, now: number): string | null {
    if (attachment.state !== 'READY') return null;
    const exp = (Math.floor(now / STEP_MS) + 1) * STEP_MS + LIFE_MS;
    return `/media/${attachment.id}?exp=${exp}&sig=${this.kernel.secrets.sign(textOf(attachment.id, exp))}`;
  }

  /** Was this address given out by us, and is it still good? */
  isValid(id: string, exp: string, signature: string, now: number): boolean {
    const until = /^\d{1,15}$/.test(exp) ? Number(exp) : 0;
    return this.kernel.secrets.verify(textOf(id, until), signature) && until > now;
  }
}
