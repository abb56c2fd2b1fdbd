import type { ParleyConfig } from '@parley/plugin';
import { packageFolder } from '../lib/package-folder';
import { readUiPackage, UiPackageError, type UiPackage } from './ui-package';

/** An application of `parley.config.ts`, as its package brings it; `problem` instead when it cannot be read. */
export type InstalledApp = { id: string; app: UiPackage; permission?: string } | { id: string; problem: string };

/** The applications that `parley.config.ts` names. What the operator says of label, module and id goes before what the package says. */
export const installedApps = (operator: ParleyConfig, root: string): InstalledApp[] =>
  (operator.ui?.remotes ?? []).map(({ id, label, package: name, module, permission }) => {
    const folder = packageFolder(name, root);
    if (!folder) return { id, problem: `${name} is not installed. Run npm install ${name}, or take it out of parley.config.ts` };
    try {
      const app = readUiPackage(folder);
      if (app.kind === 'app') return { id, app: { ...app, remote: id, label, module }, ...(permission ? { permission } : {}) };
      return { id, problem: `${name} is a plugin. Name it under plugins in parley.config.ts` };
    } catch (error) {
      if (error instanceof UiPackageError) return { id, problem: error.message };
      throw error;
    }
  });
