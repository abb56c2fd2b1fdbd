import type { FetchedMedia, InboundAttachment } from '@parley/plugin';
import { In } from 'typeorm';
import type { LoggedEvent } from '../events/event-log';
import type { Kernel } from '../kernel';
import { AttachmentRow } from '../messages/attachment.entity';
import type { InboxChannels, PluginCaller } from '../messages/channel-access';
import { messageEvent } from '../messages/message-events';
import { MessageRow } from '../messages/message.entity';
import { verdictOf, type Verdict } from './fetch-verdict';
import type { MediaStore } from './media-store';
import { plainType, safeName, sniff } from './media-type';
import { TooLarge, type Spool, type Spooled } from './spool';

/** Own ceiling for what customers send, in bytes: they may send more than we may. */
export const MAX_INBOUND_BYTES = 150 * 1024 * 1024;
/** One fetch has so long, in ms. */
const DEADLINE_MS = 60_000;
const MINUTE = 60_000;
/** Waits after each failed attempt: about a day in all. */
const WAITS_MS = [
  10_000,
  30_000,
  MINUTE,
  3 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  60 * MINUTE,
  2 * 60 * MINUTE,
  4 * 60 * MINUTE,
  6 * 60 * MINUTE,
  10 * 60 * MINUTE,
];
const PAGE = 200;

export interface MediaFetchOptions {
  channels: InboxChannels;
  plugins: PluginCaller;
  store: MediaStore;
  spool: Spool;
  /** How many files at once; 4 unless told. */
  parallel?: number;
  maxBytes?: number;
}

/** Brings the files of customers' messages into our own storage: at once, and again and again for a day. */
export class MediaFetchService {
  private readonly queue: string[] = [];
  /** Queued or being fetched. */
  private readonly known = new Set<string>();
  private readonly running = new Set<Promise<void>>();
  /** Attachment → not before, epoch ms. What a restart forgets is tried once at once. */
  private readonly notBefore = new Map<string, number>();
  private stopping = true;
  private unlisten: () => void = () => undefined;

  constructor(
    private readonly kernel: Kernel,
    private readonly options: MediaFetchOptions,
  ) {}

  start(): void {
    this.stopping = false;
    this.unlisten = this.kernel.events.listen((events) => void this.heard(events));
  }

  /** Begins nothing new and waits for what is under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.unlisten();
    await Promise.all(this.running);
  }

  /** Takes up every file that is due: after a crash, and for the next attempt. Every 30 s. */
  async sweep(): Promise<void> {
    for (let last = ''; ;) {
      const rows = await this.kernel.db.read
        .createQueryBuilder(AttachmentRow, 'a')
        .where("a.state = 'PENDING' and a.messageId is not null and a.id > :last", { last })
        .orderBy('a.id', 'ASC')
        .limit(PAGE)
        .getMany();
      this.enqueue(rows);
      if (rows.length < PAGE) return;
      last = rows[rows.length - 1]?.id ?? '';
    }
  }

  /** Waits until everything that was taken up is settled. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  private async heard(events: LoggedEvent[]): Promise<void> {
    const ids = events.filter((event) => mayBring(event) && this.kernel.cluster.owns(`media:${event.nodeId}`)).map((event) => event.nodeId);
    if (ids.length === 0) return;
    // what cannot be read now is found by the sweep
    const rows = await this.kernel.db.read.findBy(AttachmentRow, { messageId: In(ids), state: 'PENDING' }).catch(() => []);
    this.enqueue(rows);
  }

  private enqueue(rows: readonly AttachmentRow[]): void {
    const now = this.kernel.clock.now();
    for (const row of rows) {
      if (row.state !== 'PENDING' || this.known.has(row.id) || (this.notBefore.get(row.id) ?? 0) > now) continue;
      this.known.add(row.id);
      this.queue.push(row.id);
    }
    this.fill();
  }

  private fill(): void {
    while (!this.stopping && this.running.size < (this.options.parallel ?? 4)) {
      const id = this.queue.shift();
      if (id === undefined) return;
      const work: Promise<void> = this.one(id)
        .catch((error: unknown) =>
          this.kernel.log.error({ attachmentId: id, errorType: (error as Error).name }, 'a file could not be settled; it is tried again'),
        )
        .finally(() => {
          this.known.delete(id);
          this.running.delete(work);
          this.fill();
        });
      this.running.add(work);
    }
  }

  private async one(id: string): Promise<void> {
    const row = await this.kernel.db.read.findOneBy(AttachmentRow, { id, state: 'PENDING' });
    if (!row) return;
    let file: Spooled | undefined;
    try {
      const got = await this.fetch(row);
      file = got.file;
      await this.ready(row, got);
    } catch (error) {
      await this.putOff(row, verdictOf(error, this.options.maxBytes ?? MAX_INBOUND_BYTES));
    } finally {
      await file?.discard();
    }
  }

  private async fetch(row: AttachmentRow): Promise<{ file: Spooled; media: FetchedMedia }> {
    const end = row.inboxId === null ? null : await this.options.channels.channelInbox(row.inboxId);
    if (!end) throw new Error('no channel');
    const { plugin, channel, inbox } = end;
    return this.options.plugins
      .call(plugin, { name: 'fetchMedia', deadlineMs: DEADLINE_MS, organizationId: row.orgId, inboxId: inbox.inboxId }, async (ctx) => {
        if (!channel.fetchMedia)
          throw Object.assign(new Error('no files'), {
            kind: 'rejected',
            failure: { code: 'UNSUPPORTED', message: 'This channel cannot fetch files.' },
            options: {},
          });
        const media = await channel.fetchMedia(ctx, inbox, wanted(row));
        const file = await this.options.spool
          .receive(media.body, this.options.maxBytes ?? MAX_INBOUND_BYTES, ctx.signal)
          .catch((error: unknown) => {
            // our own limit is no fault of the plugin
            if (error instanceof TooLarge) return error;
            throw error;
          });
        return { file, media };
      })
      .then(async ({ file, media }) => {
        if (file instanceof TooLarge) throw file;
        if (row.sha256 === null || isDigest(row.sha256, file.sha256)) return { file, media };
        await file.discard();
        throw new Error('digest');
      });
  }

  private async ready(row: AttachmentRow, { file, media }: { file: Spooled; media: FetchedMedia }): Promise<void> {
    const mimeType = (await sniff(file.path)) ?? plainType(media.mimeType ?? row.mimeType);
    const storageKey = await this.options.store.put(file.path);
    const change = {
      state: 'READY',
      storageKey,
      // the bytes say what it is; a container of the office formats says less than the channel
      mimeType: GENERIC.has(mimeType) ? plainType(row.mimeType || mimeType) : mimeType.slice(0, 190),
      fileName: row.fileName ?? safeName(media.fileName),
      size: file.size,
      sha256: file.sha256,
      error: null,
    };
    const took = await this.change(row, change).catch(async (error: unknown) => {
      await this.options.store.delete(storageKey);
      throw error;
    });
    this.notBefore.delete(row.id);
    if (!took) await this.options.store.delete(storageKey);
  }

  private async putOff(row: AttachmentRow, verdict: Verdict): Promise<void> {
    const attempts = row.attempts + 1;
    const wait = verdict.final ? undefined : WAITS_MS[attempts - 1];
    this.kernel.log.info(
      { attachmentId: row.id, inboxId: row.inboxId, attempt: attempts, code: verdict.code, final: wait === undefined },
      'a file could not be fetched',
    );
    if (wait === undefined) {
      this.notBefore.delete(row.id);
      await this.change(row, { state: 'FAILED', attempts, error: verdict.sentence });
      return;
    }
    this.notBefore.set(row.id, this.kernel.clock.now() + Math.max(wait, verdict.afterMs ?? 0));
    await this.kernel.db.write((manager) => manager.update(AttachmentRow, { id: row.id, state: 'PENDING' }, { attempts }));
  }

  /** Settles a file, unless another node was faster. */
  private change(row: AttachmentRow, change: Partial<AttachmentRow>): Promise<boolean> {
    return this.kernel.db.write(async (manager) => {
      const result = await manager.update(AttachmentRow, { id: row.id, state: 'PENDING' }, change);
      if (result.affected !== 1) return false;
      const message = await manager.findOneBy(MessageRow, { id: row.messageId ?? '' });
      const attachment = Object.assign(new AttachmentRow(), row, change);
      if (message)
        await this.kernel.events.append(manager, [
          await messageEvent(manager, 'message.updated', message, {
            data: { attachment: row.id, state: change.state },
            rows: [[AttachmentRow, attachment]],
          }),
        ]);
      return true;
    }, 5);
  }
}

const OURS = new Set(['agent', 'plugin', 'bot']);
const NO_FILES = new Set(['text', 'reaction', 'location', 'contacts', 'button', 'system', 'call', 'unsupported']);

/** A message from outside, of a kind that may have files; of one that another node tells only the id is known. */
const mayBring = (event: LoggedEvent): boolean => {
  if (event.type !== 'message.received' && event.type !== 'message.created') return false;
  const message = event.rows?.map(([, row]) => row).find((row): row is MessageRow => row instanceof MessageRow);
  return !message || (!OURS.has(message.authorKind) && !NO_FILES.has(message.kind));
};

const GENERIC = new Set(['application/x-cfb', 'application/zip', 'application/octet-stream']);

const wanted = (row: AttachmentRow): InboundAttachment => ({
  kind: row.kind as InboundAttachment['kind'],
  mediaId: row.providerMediaId ?? '',
  mimeType: row.mimeType,
  ...(row.fileName === null ? {} : { fileName: row.fileName }),
  ...(row.sha256 === null ? {} : { sha256: row.sha256 }),
  ...(row.size === null ? {} : { size: row.size }),
  ...(row.voice ? { voice: true } : {}),
  ...(row.providerUrl === null ? {} : { url: row.providerUrl }),
});

/** The channel gives a digest as hex or as base64. */
const isDigest = (given: string, hex: string): boolean =>
  given.toLowerCase() === hex || given.replace(/=+$/, '') === Buffer.from(hex, 'hex').toString('base64').replace(/=+$/, '');
