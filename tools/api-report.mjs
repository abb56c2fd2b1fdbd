// The API report of a public package: every exported name with its signature, committed beside the package, so that a change of the
// contract is seen in review. Run in the package's folder after its build: node tools/api-report.mjs [--update] <report>=<entry.d.ts> …
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

const given = process.argv.slice(2);
const update = given.includes('--update') || process.env.UPDATE_API_REPORT === '1';
const folder = process.cwd();
let changed = false;

for (const pair of given.filter((word) => word.includes('='))) {
  const [name, entry] = pair.split('=');
  const temp = mkdtempSync(join(tmpdir(), 'parley-api-'));
  const config = ExtractorConfig.prepare({
    configObjectFullPath: join(folder, 'api-extractor.json'),
    packageJsonFullPath: join(folder, 'package.json'),
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: resolve(folder, entry),
      compiler: { tsconfigFilePath: join(folder, 'tsconfig.build.json') },
      apiReport: { enabled: true, reportFileName: `${name}.api.md`, reportFolder: folder, reportTempFolder: temp },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Error },
          // decorated classes and names of libraries: not ours to tag
          'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
          'ae-forgotten-export': { logLevel: ExtractorLogLevel.Error },
          'ae-undocumented': { logLevel: ExtractorLogLevel.None },
        },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
  const { apiReportChanged, succeeded } = Extractor.invoke(config, {
    localBuild: update,
    messageCallback: (message) => {
      if (message.messageId.startsWith('console-')) message.handled = true;
    },
  });
  rmSync(temp, { recursive: true, force: true });
  if (apiReportChanged && !update) changed = true;
  else if (!succeeded && !update) process.exitCode = 1;
}
if (changed) {
  console.error('The public API differs from its report. If that is meant: npm run api-report, and commit the report with the change.');
  process.exitCode = 1;
}
