import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { Agent, Contact, ContactIdentity } from '@parley/plugin';
import { GraphQLJSON } from 'graphql-scalars';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { Allow } from '../api/allow';
import type { ApiContext, SignedInContext } from '../api/context';
import { ConversationConnection } from '../conversations/conversation.resolver';
import { listConversations } from '../conversations/conversation-list';
import type { Kernel } from '../kernel';
import { connectionOf, decodeCursor, encodeCursor, pageSize, toConnection } from '../lib/paging';
import { AgentRow } from '../people/agent.entity';
import { ContactIdentityRow } from './contact-identity.entity';
import { ContactRow } from './contact.entity';
import { maskIdentity, maskNumber } from './mask';

const { Connection: ContactConnection } = connectionOf('Contact', Contact);

@Resolver(() => Contact)
export class ContactResolver {
  constructor(private readonly kernel: Kernel) {}

  @Query(() => ContactConnection)
  @Allow('contacts.read.all')
  async contacts(
    @Ctx() { viewer }: SignedInContext,
    @Arg('search', () => String, { nullable: true }) search?: string | null,
    @Arg('first', () => Int, { nullable: true }) first?: number | null,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ) {
    const size = pageSize(first);
    const query = this.kernel.db.read.createQueryBuilder(ContactRow, 'p').where('p.orgId = :orgId', { orgId: viewer.orgId });
    if (search?.trim()) {
      const column = viewer.hidePhone ? "lower(coalesce(p.name, p.username, ''))" : 'p.searchText';
      query.andWhere(`${column} like :text escape '!'`, {
        text: `%${search
          .trim()
          .toLowerCase()
          .replace(/[!%_]/g, (c) => `!${c}`)}%`,
      });
    }
    if (after) {
      const [text, id] = decodeCursor(after, 2);
      query.andWhere('(p.searchText > :at or (p.searchText = :at and p.id > :id))', { at: text, id });
    }
    const rows = await query
      .orderBy('p.searchText', 'ASC')
      .addOrderBy('p.id', 'ASC')
      .limit(size + 1)
      .getMany();
    return toConnection(rows, size, (row) => encodeCursor([row.searchText, row.id]), !!after);
  }

  @FieldResolver(() => String)
  name(@Root() row: ContactRow, @Ctx() ctx: ApiContext): string {
    return row.name ?? (row.username ? `@${row.username}` : (this.displayAddress(row, ctx) ?? 'Unknown'));
  }

  @FieldResolver(() => String, { nullable: true, description: 'The number, else @username; masked when the viewer must not see numbers.' })
  displayAddress(@Root() row: ContactRow, @Ctx() ctx: ApiContext): string | null {
    if (!row.phone) return row.username ? `@${row.username}` : null;
    if (ctx.viewer?.hidePhone !== false) return maskNumber(row.phone);
    return parsePhoneNumberFromString(`+${row.phone}`)?.formatInternational() ?? `+${row.phone}`;
  }

  @FieldResolver(() => Int)
  avatarHue(@Root() row: ContactRow): number {
    let sum = 0;
    for (const char of row.id.slice(-8)) sum += char.charCodeAt(0);
    return (sum % 8) + 1;
  }

  @FieldResolver(() => GraphQLJSON)
  attributes(@Root() row: ContactRow): Record<string, string> {
    return row.attributes ?? {};
  }

  @FieldResolver(() => [ContactIdentity])
  async identities(@Root() row: ContactRow, @Ctx() ctx: ApiContext): Promise<ContactIdentity[]> {
    const hide = ctx.viewer?.hidePhone !== false;
    const rows = await ctx.loaders.by(ContactIdentityRow, 'contactId').load(row.id);
    const known = rows.map(({ kind, value }) => ({ kind, value: hide ? maskIdentity(kind, value) : value, primary: true }));
    return row.username ? [...known, { kind: 'username', value: row.username, primary: false }] : known;
  }

  @FieldResolver(() => Agent, { nullable: true })
  owner(@Root() row: ContactRow, @Ctx() ctx: ApiContext) {
    return row.ownerId ? ctx.loaders.row(AgentRow).load(row.ownerId) : null;
  }

  @FieldResolver(() => ConversationConnection, { description: 'Those that the viewer may see, latest first.' })
  conversations(
    @Root() row: ContactRow,
    @Ctx() { viewer }: SignedInContext,
    @Arg('first', () => Int, { nullable: true }) first?: number | null,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ) {
    return listConversations(this.kernel, viewer, { contactId: row.id }, 'LAST_ACTIVITY', first, after);
  }
}
