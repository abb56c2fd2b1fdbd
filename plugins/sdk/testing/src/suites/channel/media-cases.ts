import { setImmediate as turn } from 'node:timers/promises';
import type { FetchedMedia } from '@parley/plugin';
import { Chance } from '../../chance';
import { kindOf, must, shown, thrownBy, within } from '../../must';
import type { SuiteCase } from '../../suite';
import type { AnyChannel, CaseMaker, ChannelStage } from './stage';

type MediaOptions = NonNullable<ChannelStage['options']['media']>;

/** The files of inbound messages. */
export const mediaCases = (make: CaseMaker, fetchMedia: NonNullable<AnyChannel['fetchMedia']>): SuiteCase[] => {
  const withMedia = (name: string, why: string, run: (stage: ChannelStage, media: MediaOptions) => Promise<void>): SuiteCase =>
    make(name, why, async (stage) => {
      const { media } = stage.options;
      must(media, 'The channel fetches files: tell the suite how the provider hands one out (options.media).');
      await run(stage, media);
    });
  const open = (stage: ChannelStage, media: MediaOptions): Promise<FetchedMedia> =>
    within(stage.deadlineMs, 'fetchMedia', () => fetchMedia.call(stage.channel, stage.ctx, stage.inbox(), media.attachment));

  return [
    withMedia(
      'fetches a file byte for byte',
      'Pictures and documents of customers cannot be opened. Hand the body on as bytes, never as text.',
      async (stage, media) => {
        const file = new Chance(3).bytes(100_000);
        stage.provider.reply((request) => media.serve(request, file, stage.provider.url));
        const chunks: Uint8Array[] = [];
        const read = within(stage.deadlineMs, 'fetchMedia', async () => {
          for await (const chunk of (await open(stage, media)).body) chunks.push(chunk);
        });
        const error = await thrownBy(() => read);
        must(error === undefined, `fetchMedia threw ${shown(error)}.`);
        must(Buffer.concat(chunks).equals(file), 'The bytes that came are not those of the file.');
      },
    ),
    withMedia(
      'hands a file on while it still comes',
      'A video of a hundred megabytes stands in memory as a whole, and several of them stop the server. Give the response’s body, do not collect it.',
      async (stage, media) => {
        let goOn: () => void = () => undefined;
        const seen = new Promise<void>((resolve) => (goOn = resolve));
        const slow = async function* () {
          yield Buffer.alloc(50_000, 'a');
          await seen;
          yield Buffer.alloc(50_000, 'b');
        };
        stage.provider.reply((request) => media.serve(request, slow(), stage.provider.url));
        try {
          const size = await within(stage.deadlineMs, 'fetchMedia, while the file still came,', async () => {
            let bytes = 0;
            for await (const chunk of (await open(stage, media)).body) {
              bytes += chunk.length;
              goOn();
            }
            return bytes;
          });
          must(size === 100_000, `Of 100000 bytes ${size} came.`);
        } finally {
          goOn();
          await turn();
        }
      },
    ),
    withMedia(
      'says when a file is not there any more',
      'The server asks for a file for days that is gone, and the agent sees a wheel that turns. Throw Rejected.',
      async (stage, media) => {
        const gone = media.gone ?? { status: 404 };
        stage.provider.reply(() => gone);
        const error = await thrownBy(() => open(stage, media));
        must(kindOf(error) === 'rejected', `fetchMedia threw ${shown(error)} for a file that is gone.`);
      },
    ),
    withMedia(
      'tries again later when the provider fails',
      'A customer’s picture is lost because the provider had a bad minute. Throw Retry at 5xx and when nobody answers.',
      async (stage, media) => {
        for (const [what, reply] of [
          ['at 500', { status: 500 }],
          ['when the connection broke', 'hangUp'],
        ] as const) {
          stage.provider.reply(() => reply);
          const error = await thrownBy(() => open(stage, media));
          must(kindOf(error) === 'retry', `fetchMedia threw ${shown(error)} ${what}.`);
        }
      },
    ),
    withMedia(
      'gives a file up when it is told to',
      'A provider that never answers holds up every file behind it. Give ctx.signal to every call.',
      async (stage, media) => {
        stage.provider.reply(() => 'silent');
        const opening = thrownBy(() => open(stage, media));
        await Promise.race([stage.provider.request(0), opening]);
        stage.ctx.abort();
        const error = await opening;
        must(kindOf(error) === 'retry', `fetchMedia threw ${shown(error)} when the signal was aborted.`);
      },
    ),
  ];
};
