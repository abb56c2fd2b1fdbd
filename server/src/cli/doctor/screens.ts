import { join } from 'node:path';
import type { Db } from '../../lib/db';
import type { PluginHost } from '../../plugin-host/plugin-host';
import { buildName, BuildStore } from '../../ui/build-store';
import { inspectBuild } from '../../ui/inspect';
import { installedApps } from '../../ui/installed';
import { Shell } from '../../ui/shell';
import { UiBuildRow } from '../../ui/ui-build.entity';
import type { Installation } from '../installation';
import { fail, ok, type Finding } from './finding';

const AREA = 'screens';

/** Is what new tabs get whole, and does it fit this server? */
export const checkScreens = async (installation: Installation, db: Db | null, host: PluginHost): Promise<Finding[]> => {
  const { operator, root, config } = installation;
  const findings: Finding[] = [];
  if (operator.ui) {
    const shell = await Shell.open(operator, root);
    findings.push(
      shell.page('index.html')
        ? ok(AREA, `the shell (${operator.ui.shell}) is built`)
        : fail(
            AREA,
            `the shell (${operator.ui.shell}) is not installed or not built`,
            `Run npm install ${operator.ui.shell}, or npm run build`,
          ),
    );
  }
  for (const app of installedApps(operator, root))
    if ('problem' in app)
      findings.push(fail(AREA, `${app.id}: ${app.problem}`, 'Install the package again, or take it out of parley.config.ts'));
  if (!db) return findings;
  const store = new BuildStore(join(config.dataDir, 'ui'));
  const wanted = [...(operator.ui?.remotes ?? []).map(({ id }) => id), ...host.uis().map(({ id }) => id)];
  const active = await db.read.findBy(UiBuildRow, { active: true });
  for (const remote of wanted) {
    const row = active.find((one) => one.remote === remote);
    if (!row) {
      findings.push(fail(AREA, `${remote}: no build is active`, 'Build or install it, then start the server: it takes the build over'));
      continue;
    }
    const { digest, problem } = await inspectBuild({ ...row, folder: store.folderOf(row) });
    const wrong = problem ?? (digest === row.digest ? null : 'its files are not those that were published');
    findings.push(
      wrong
        ? fail(AREA, `${remote} ${buildName(row)}: ${wrong}`, `Remove ${store.folderOf(row)}, then start the server or publish it again`)
        : ok(AREA, `${remote} ${buildName(row)}${row.pinned ? ' (chosen by a person)' : ''}`),
    );
  }
  return findings;
};
