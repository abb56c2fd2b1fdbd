import type { SlotEntry } from '@parley/plugin';
import { Big, Flag, Json, Line, PrimaryId, Ref, Text } from '@parley/plugin/tables';
import { Entity, Index } from 'typeorm';

/** A build of a screen that was published: one row for each content, whatever it came with. */
@Entity('ui_build')
@Index('uq_ui_build', ['remote', 'version', 'digest'], { unique: true })
@Index('ix_ui_build_published', ['remote', 'publishedAt'])
export class UiBuildRow {
  @PrimaryId() id: string;
  /** `workbench`, `admin`, or the id of a plugin. */
  @Ref() remote: string;
  /** Of its package. */
  @Line({ length: 64 }) version: string;
  /** SHA-384 over names and bytes of its files, hex; empty: it has none. */
  @Line({ length: 96 }) digest: string;
  /** Semver range of the contract it was built for. */
  @Line({ length: 100 }) contract: string;
  @Line() label: string;
  /** What the shell mounts, `./App`; null: a plugin, which has slots. */
  @Line({ nullable: true, length: 100 }) module: string | null;
  @Json() slots: SlotEntry[];
  /** `package`: came with an installed package. `published`: came later. */
  @Ref() origin: 'package' | 'published';
  @Flag() active: boolean;
  /** A person chose it over the installed package's own: one that is installed later does not take its place by itself. */
  @Flag() pinned: boolean;
  @Big() publishedAt: number;
  @Big({ nullable: true }) activatedAt: number | null;
  @Ref({ nullable: true }) activatedById: string | null;
  /** Why it cannot be activated. */
  @Text({ nullable: true }) problem: string | null;
}
