import type { RsbuildConfig, RsbuildPlugin } from '@rsbuild/core';

/** What {@link parleyPlugin} takes; nothing is needed. */
export interface ParleyPluginOptions {
  /** Components that do not lie in `./ui/<Name>.tsx`: `{ './Panel': './ui/panels/panel.tsx' }`. */
  exposes?: Record<string, string>;
  /** Of `rsbuild dev`; 3301 unless told. */
  port?: number;
  plugins?: RsbuildPlugin[];
  /** The plugin's folder; the current one unless told. */
  root?: string;
}

/**
 * The build of a plugin's screens: exposes what the slots of `./package.json` name, writes `dist/ui/mf-manifest.json`. `rsbuild dev` serves
 * the same for `?ui-override=`, and a page that shows every slot alone.
 * @throws Error with a sentence that says what to write, when the manifest or a component is missing
 */
export function parleyPlugin(options?: ParleyPluginOptions): RsbuildConfig;

/** The build of one of Parley's own applications. */
export function parleyRemote(options: {
  name: string;
  exposes: Record<string, string>;
  port?: number;
  plugins?: RsbuildPlugin[];
}): RsbuildConfig;

/** The build of the shell. */
export function parleyShell(options: {
  name: string;
  version: string;
  entry: string;
  title: string;
  favicon?: string;
  port?: number;
  plugins?: RsbuildPlugin[];
}): RsbuildConfig;

/** The build of a page that stands alone. */
export function parleyPage(options: {
  name: string;
  entry: string;
  title: string;
  favicon?: string;
  assetPrefix?: string;
  dist?: string;
  port?: number;
  proxied?: string[];
  plugins?: RsbuildPlugin[];
}): RsbuildConfig;

/** The modules that every screen shares, with the ranges a remote accepts. */
export const singletons: Readonly<Record<string, string>>;

/** The `shared` option of the federation plugin. @param host true for the shell, which brings the modules */
export function shared(host: boolean): Record<string, Record<string, unknown>>;

/** Writes `.gz` and `.br` beside every text file of a build. */
export function pluginPrecompress(): RsbuildPlugin;
