import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { manifestSchema, type PluginManifest } from '@parley/plugin';
import { runSuite } from '../suite';
import { addedSchema } from './added-schema';
import { Bench, type Screens } from './bench';
import { conformance, ConformanceError, readOptions, type ConformanceOptions } from './conformance';
import { checkFiles } from './files';
import { install, pack, PackError, type PluginPackage } from './pack';
import { Findings, type CheckReport } from './report';
import { checkScreens } from './screens';

export interface CheckOptions {
  /** Called with each line of the report as it comes. */
  say?(line: string): void;
}

/** This package: its `parleyRemote` is the gallery. */
const OWN_FOLDER = join(__dirname, '../..');

/** The packages of the screens; null where they are not installed. */
const screensOf = (): Screens | null => {
  try {
    return { shell: dirname(require.resolve('@parley/shell/package.json')), gallery: OWN_FOLDER };
  } catch {
    return null;
  }
};

/** Reads the package's manifest; null when there is nothing to go on with. */
const readPackage = (folder: string, findings: Findings): { plugin: PluginPackage; manifest: PluginManifest } | null => {
  let plugin: PluginPackage;
  try {
    plugin = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PluginPackage;
  } catch (error) {
    findings.failed(
      'manifest',
      `package.json cannot be read: ${(error as Error).message}`,
      'Name the folder of the plugin: parley plugin check <dir>',
    );
    return null;
  }
  if (plugin.parley === undefined) {
    findings.failed('manifest', 'package.json has no "parley" key: it is not a plugin', 'npm create parley-plugin makes one');
    return null;
  }
  const parsed = manifestSchema.safeParse(plugin.parley);
  if (!parsed.success) {
    for (const issue of parsed.error.issues)
      findings.failed('manifest', `parley.${issue.path.join('.')}: ${issue.message}`, 'Mend it in package.json');
    return null;
  }
  findings.ok('manifest', `${parsed.data.id} ${plugin.version}, prefix ${parsed.data.prefix}, contract ${parsed.data.contract}`);
  return { plugin, manifest: parsed.data };
};

/** A plugin whose tarball is installed. */
interface Installed {
  manifest: PluginManifest;
  name: string;
  /** The folder with `node_modules`. */
  root: string;
  /** The plugin's own in it. */
  folder: string;
  options: ConformanceOptions;
}

/** Boots a server with it, says what it adds, and shows its screens. */
const checkBoot = async ({ manifest, name, root, options }: Installed, findings: Findings): Promise<void> => {
  const screens = manifest.ui ? screensOf() : null;
  const bench = await Bench.start(root, { name, ...(options.settings ? { settings: options.settings } : {}) }, screens);
  try {
    const told = await bench.plugin(manifest.id);
    if (told?.state !== 'READY') {
      const reason = told ? `${told.state} (${told.step}): ${told.reason}` : 'the server does not know it';
      return findings.failed('boot', reason, told?.remedy ?? 'Look at its manifest');
    }
    findings.ok('boot', 'READY in a server of its own');
    findings.adds('Provides', told.provides);
    findings.adds('Acts with the permissions', told.permissions);
    findings.adds('GraphQL', addedSchema(await bench.schema(), manifest.prefix));
    if (manifest.ui && !screens) findings.skipped('screens', 'not looked at: @parley/shell is not installed');
    else if (manifest.ui) await checkScreens(await bench.stage(), manifest, findings);
  } finally {
    await bench.stop();
  }
};

/** Runs the suites of everything that it contributes. */
const checkConformance = async ({ folder, options }: Installed, findings: Findings): Promise<void> => {
  for (const suite of await conformance(folder, options)) {
    const { passed, failed } = await runSuite(suite);
    if (failed.length === 0) findings.ok('conformance', `${suite.name}: ${passed.length} behaviours`);
    for (const { name, reason, why } of failed) findings.failed('conformance', `${suite.name}: ${name}: ${reason}`, why);
  }
};

/** Packs, installs into an empty folder, looks. */
const checkPacked = async (source: string, plugin: PluginPackage, manifest: PluginManifest, findings: Findings): Promise<void> => {
  const root = mkdtempSync(join(tmpdir(), 'parley-check-'));
  try {
    const tarball = await pack(source, root);
    checkFiles(tarball, plugin, manifest, findings);
    if (!findings.passed) return;
    const { folder, missingPeers } = await install(tarball, root, source, plugin);
    for (const peer of missingPeers) findings.failed('files', `its peer ${peer} is nowhere to be found`, `npm install --save-dev ${peer}`);
    const installed = { manifest, name: plugin.name, root, folder, options: await readOptions(source) };
    if (findings.passed) await checkBoot(installed, findings);
    if (findings.passed) await checkConformance(installed, findings);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

/**
 * Looks at a plugin as strangers get it: packs it, installs the tarball into an empty folder, boots a server with it, runs the suites of its
 * kinds and shows its screens. It builds nothing.
 *
 * @param folder the plugin's
 * @example const { passed, points } = await checkPlugin('.', { say: console.log });
 */
export const checkPlugin = async (folder: string, { say = () => undefined }: CheckOptions = {}): Promise<CheckReport> => {
  const source = resolve(folder);
  const findings = new Findings(say);
  const report = (plugin: string): CheckReport => ({
    plugin,
    points: findings.points,
    additions: findings.additions,
    passed: findings.passed,
  });
  const read = readPackage(source, findings);
  if (!read) return report(source);
  const { plugin, manifest } = read;
  try {
    await checkPacked(source, plugin, manifest, findings);
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof PackError) findings.failed('files', message, 'npm could not pack or install it; it says why');
    else if (error instanceof ConformanceError)
      findings.failed('conformance', message, 'npm create parley-plugin … --kind channel shows an example');
    else findings.failed('boot', message, 'Nobody expected this: look into the plugin, and report it if that does not help');
  }
  return report(manifest.id);
};
