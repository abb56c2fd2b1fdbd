import { join } from 'node:path';
import type { JobQueue } from '../jobs/job-queue';
import type { Kernel } from '../kernel';
import type { InboxChannels, PluginCaller } from '../messages/channel-access';
import { MediaFetchService } from './media-fetch.service';
import type { MediaStore } from './media-store';
import { MediaUrls } from './media-url';
import { MediaService } from './media.service';
import { mediaFolder, openMediaStore } from './open-store';
import { Spool } from './spool';

const FETCH_JOB = 'media.fetch';
const FETCH_EVERY_MS = 30_000;
const SWEEP_JOB = 'media.sweep';
const SWEEP_EVERY_MS = 3_600_000;

/** The media room, put together. */
export interface MediaRoom {
  store: MediaStore;
  spool: Spool;
  urls: MediaUrls;
  media: MediaService;
  fetcher: MediaFetchService;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Builds the room on the data folder and names its jobs; `start` begins to fetch and to sweep. */
export const buildMedia = (
  kernel: Kernel,
  { channels, plugins, jobs }: { channels: InboxChannels; plugins: PluginCaller; jobs: JobQueue },
): MediaRoom => {
  const store = openMediaStore(kernel.config);
  const spool = new Spool(join(mediaFolder(kernel.config), 'tmp'), kernel.clock);
  const media = new MediaService(kernel, store, spool);
  const fetcher = new MediaFetchService(kernel, { channels, plugins, store, spool });
  jobs.define(FETCH_JOB, () => fetcher.sweep());
  jobs.define(SWEEP_JOB, () => media.sweep());
  return {
    store,
    spool,
    urls: new MediaUrls(kernel),
    media,
    fetcher,
    start: async () => {
      fetcher.start();
      await fetcher.sweep();
      await jobs.every(FETCH_JOB, FETCH_EVERY_MS);
      await jobs.every(SWEEP_JOB, SWEEP_EVERY_MS);
    },
    stop: () => fetcher.stop(),
  };
};
