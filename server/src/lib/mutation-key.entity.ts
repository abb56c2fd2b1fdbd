import { Entity } from 'typeorm';
import { Big, Line, Ref } from '@parley/plugin/tables';

/** A `clientMutationKey` and what it made: the same key twice is the same effect once. */
@Entity('mutation_key')
export class MutationKeyRow {
  @Ref({ primary: true }) orgId: string;
  @Line({ primary: true, length: 120 }) mutationKey: string;
  @Ref() nodeId: string;
  @Big() createdAt: number;
}
