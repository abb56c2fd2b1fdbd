import { Entity } from 'typeorm';
import { Big, Line, Ref } from '@parley/plugin/tables';

/** The ledger of migrations that a plugin ran on its own tables. */
@Entity('plugin_migration')
export class PluginMigrationRow {
  @Ref({ primary: true }) pluginId: string;
  @Line({ primary: true, length: 120 }) name: string;
  /** What its tables start with; kept so that they can be found when the plugin is gone. */
  @Line({ nullable: true, length: 20 }) prefix: string | null;
  @Big() ranAt: number;
}
