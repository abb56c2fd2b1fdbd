import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const TEXT = /\.(js|css|html|svg|json)$/;
const SMALLEST = 1024;
/** Above this size the strongest Brotli level costs seconds and wins one per cent. */
const HUGE = 600_000;

/** Writes `<file>.gz` and `<file>.br` beside every text file of the build, for servers that send them as they are. */
export const pluginPrecompress = () => ({
  name: 'parley:precompress',
  setup(api) {
    let folder = '';
    api.onAfterEnvironmentCompile?.(({ environment }) => {
      folder = environment.distPath;
    });
    api.onAfterBuild(async () => {
      const files = (await readdir(folder, { recursive: true })).filter((file) => TEXT.test(file));
      await Promise.all(
        files.map(async (file) => {
          const path = join(folder, file);
          const bytes = await readFile(path);
          if (bytes.length < SMALLEST) return;
          const quality = bytes.length > HUGE ? 6 : 10;
          const [gz, br] = await Promise.all([
            promisify(gzip)(bytes, { level: 9 }),
            promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }),
          ]);
          await Promise.all([writeFile(`${path}.gz`, gz), writeFile(`${path}.br`, br)]);
        }),
      );
    });
  },
});
