import { Entity } from 'typeorm';
import { Big, Ref } from '@parley/plugin/tables';

/** How far a plugin has been told of an organization's events. */
@Entity('plugin_cursor')
export class PluginCursorRow {
  @Ref({ primary: true }) pluginId: string;
  /** Empty: a mark that the plugin was here before, so that an organization without a row is a new one. */
  @Ref({ primary: true }) orgId: string;
  /** The last sequence that is done with. */
  @Big() seq: number;
}
