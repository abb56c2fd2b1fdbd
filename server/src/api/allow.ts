import { Authorized, type AuthCheckerInterface, type ResolverData } from 'type-graphql';
import { ApiError } from '../lib/errors';
import type { Permission } from '../people/permissions';
import type { ApiContext } from './context';

/** `public`: nobody needs to be signed in. `signed-in`: anybody who is. */
export type Access = Permission | 'public' | 'signed-in';

/** Operation or field → what it asks for: the table that `schema/permissions.md` is made of. */
export const accessTable = new Map<string, Access[]>();

/**
 * Names who may call an operation or read a field. Every query, mutation and subscription has exactly one; several permissions
 * mean that any of them is enough.
 */
export const Allow =
  (...access: [Access, ...Access[]]): MethodDecorator & PropertyDecorator =>
  (target: object, key: string | symbol, descriptor?: PropertyDescriptor) => {
    accessTable.set(`${target.constructor.name}.${String(key)}`, access);
    return (Authorized<Access>(access) as (t: object, k: string | symbol, d?: PropertyDescriptor) => void)(target, key, descriptor);
  };

/** Lets a call through or says why not. */
export class AccessChecker implements AuthCheckerInterface<ApiContext, Access> {
  check({ context }: ResolverData<ApiContext>, access: Access[]): boolean {
    if (access.includes('public')) return true;
    const { viewer } = context;
    if (!viewer) throw new ApiError('UNAUTHENTICATED', 'Sign in first.');
    if (access.includes('signed-in') || access.some((a) => viewer.permissions.has(a as Permission))) return true;
    throw new ApiError('FORBIDDEN', 'Your role does not include this. An admin can change it.');
  }
}
