import { Entity } from 'typeorm';
import { Big, Flag, Ref, Text } from '@parley/plugin/tables';

/** What an organization, or one of its inboxes, has set of a plugin. */
@Entity('plugin_setting')
export class PluginSettingRow {
  @Ref({ primary: true }) orgId: string;
  @Ref({ primary: true }) pluginId: string;
  /** Empty: the whole organization. */
  @Ref({ primary: true }) inboxId: string;
  /** Null: as in the organization; there: on. */
  @Flag({ nullable: true }) enabled: boolean | null;
  /** Only what differs, sealed. */
  @Text({ nullable: true }) settings: string | null;
  @Big() updatedAt: number;
}
