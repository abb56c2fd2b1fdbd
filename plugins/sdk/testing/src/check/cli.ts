import { checkPlugin } from './check';
import { summary } from './report';

const HELP = `parley plugin check [dir]

  Packs the plugin in [dir] (this folder unless told), installs the tarball into an empty folder, and looks at it as a server would:
  manifest, files, boot, conformance of each contribution, screens; then says what it adds. Build it first.
`;

/**
 * The command, `parley plugin check` and `parley-plugin-check`.
 *
 * @param args the folder; this one unless told
 * @returns the exit code: 0 when all is sound
 */
export const main = async (
  args: readonly string[],
  out: (text: string) => void = (text) => void process.stdout.write(text),
): Promise<number> => {
  if (args.includes('--help') || args.includes('-h')) {
    out(HELP);
    return 0;
  }
  const report = await checkPlugin(args[0] ?? '.', { say: (line) => out(`${line}\n`) });
  out(summary(report));
  return report.passed ? 0 : 1;
};
