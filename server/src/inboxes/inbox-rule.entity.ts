import { Entity } from 'typeorm';
import { Count, Json, Line, Ref } from '@parley/plugin/tables';

/** A rule of an inbox; asked in the order of `position`. */
@Entity('inbox_rule')
export class InboxRuleRow {
  @Ref({ primary: true }) inboxId: string;
  @Count({ primary: true }) position: number;
  /** `<plugin>/<rule>`. */
  @Line() rule: string;
  @Json() settings: Record<string, unknown>;
}
