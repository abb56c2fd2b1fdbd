import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { CommandError, defineCommand, type Io } from './command';

const KIT = '@parley/plugin-testing/check';

/** What the test kit offers to this command. */
interface Kit {
  /** @returns the exit code */
  main(argv: string[]): Promise<number>;
}

/** The kit that the plugin's author installed, not one of ours: it belongs to the contract the plugin is written for. */
const findKit = (folder: string, io: Io): Kit => {
  for (const from of [folder, io.cwd]) {
    let file: string;
    try {
      file = createRequire(join(from, 'package.json')).resolve(KIT);
    } catch {
      continue;
    }
    return createRequire(file)(file) as Kit;
  }
  throw new CommandError(
    'The check comes with the test kit, which is not installed here. Run: npm install --save-dev @parley/plugin-testing',
  );
};

export const command = defineCommand({
  run: ({ args: [dir = '.'] }, io) => {
    const folder = resolve(io.cwd, dir);
    return findKit(folder, io).main([folder]);
  },
});
