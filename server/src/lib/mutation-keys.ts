import type { EntityManager } from 'typeorm';
import { refuse } from './errors';
import { MutationKeyRow } from './mutation-key.entity';

/**
 * The id that belongs to a `clientMutationKey`: what an earlier call with the same key made, else a new one which is remembered.
 * Inside the transaction that makes the node, so that both are there or neither.
 *
 * @returns the id; the caller looks whether its node exists already
 */
export const once = async (
  manager: EntityManager,
  orgId: string,
  key: string | null | undefined,
  now: number,
  make: () => string,
): Promise<string> => {
  if (!key) return make();
  if (key.length > 100) throw refuse('MUTATION_KEY_TOO_LONG', 'clientMutationKey has at most 100 characters.', ['clientMutationKey']);
  const known = await manager.findOneBy(MutationKeyRow, { orgId, mutationKey: key });
  if (known) return known.nodeId;
  const nodeId = make();
  await manager.insert(MutationKeyRow, { orgId, mutationKey: key, nodeId, createdAt: now });
  return nodeId;
};
