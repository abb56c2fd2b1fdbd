import { Entity, Index } from 'typeorm';
import { Big, Count, Json, Line, PrimaryId, Ref, Text } from '@parley/plugin/tables';

/** An event or a job that a plugin failed on again and again. */
@Entity('plugin_failure')
@Index('ix_plugin_failure_plugin', ['pluginId', 'orgId', 'id'])
export class PluginFailureRow {
  @PrimaryId() id: string;
  @Ref() pluginId: string;
  /** Null: a job of no organization. */
  @Ref({ nullable: true }) orgId: string | null;
  /** `on.<event>` or `job.<name>`. */
  @Line({ length: 120 }) callName: string;
  @Text() reason: string;
  @Count() attempts: number;
  /** The event, in the organization's log. */
  @Big({ nullable: true }) eventSeq: number | null;
  /** What the job was given. */
  @Json({ nullable: true }) data: unknown;
  @Big() failedAt: number;
}
