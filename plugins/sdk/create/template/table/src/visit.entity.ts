import { Big, Entity, Index, PrimaryId, Ref } from '@parley/plugin/tables';

/** One conversation that a customer opened. */
@Entity('acme_visit')
@Index('acme_visit_contact', ['organizationId', 'contactId'])
export class Visit {
  /** The conversation's id: told twice, it is one visit. */
  @PrimaryId() id: string;
  @Ref() organizationId: string;
  @Ref() contactId: string;
  /** Epoch ms. */
  @Big() at: number;
}
