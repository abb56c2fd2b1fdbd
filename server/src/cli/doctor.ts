import { ConfigError } from '../lib/config';
import { defineCommand } from './command';
import { checkDatabase } from './doctor/database';
import { fail, type Finding, type FindingState } from './doctor/finding';
import { checkPlugins } from './doctor/plugins';
import { checkProviders } from './doctor/provider';
import { checkScreens } from './doctor/screens';
import { checkJobs, checkMail, checkWakeUps } from './doctor/services';
import { checkBucket, checkConfiguration, checkNode, checkStorage } from './doctor/system';
import { loadPlugins, openInstallation, type Installation } from './installation';

const MARKS: Record<FindingState, string> = { ok: '✓', warn: '!', fail: '✗' };

const line = ({ area, state, text, remedy }: Finding): string =>
  `${MARKS[state]} ${area.padEnd(14)} ${text}${remedy ? `\n${' '.repeat(17)}→ ${remedy}.` : ''}\n`;

const examine = async (installation: Installation): Promise<Finding[]> => {
  const host = await loadPlugins(installation);
  const { db, findings } = await checkDatabase(installation, host);
  try {
    return [
      checkConfiguration(installation),
      checkNode(),
      ...findings,
      await checkJobs(installation, db),
      await checkWakeUps(installation),
      await checkStorage(installation),
      ...(await checkBucket(installation)),
      await checkMail(installation),
      ...(db ? await checkProviders(installation, db, host) : []),
      ...checkPlugins(host),
      ...(await checkScreens(installation, db, host)),
    ];
  } finally {
    await db?.close();
  }
};

export const command = defineCommand({
  about: 'It changes nothing and sends nothing. The exit code is 1 when something does not work.',
  options: { json: { help: 'Write the findings as JSON' } },
  run: async ({ options }, io) => {
    const findings = await openInstallation(io).then(examine, (error: unknown) => {
      if (!(error instanceof ConfigError)) throw error;
      return [fail('configuration', error.message, 'Correct it, then look again')];
    });
    const count = (state: FindingState): number => findings.filter((one) => one.state === state).length;
    if (options.json) io.out(`${JSON.stringify({ ok: count('fail') === 0, findings }, null, 2)}\n`);
    else {
      for (const finding of findings) io.out(line(finding));
      const sum = [
        `${count('ok')} fine`,
        `${count('warn')} to look at`,
        `${count('fail')} that ${count('fail') === 1 ? 'does' : 'do'} not work`,
      ];
      io.out(`\n${sum.join(', ')}.\n`);
    }
    return count('fail') > 0 ? 1 : 0;
  },
});
