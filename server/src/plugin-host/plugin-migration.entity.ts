import { Entity } from 'typeorm';
import { Big, Line, Ref } from '../lib/columns';

/** The ledger of migrations that a plugin ran on its own tables. */
@Entity('plugin_migration')
export class PluginMigrationRow {
  @Ref({ primary: true }) pluginId: string;
  @Line({ primary: true, length: 120 }) name: string;
  @Big() ranAt: number;
}
