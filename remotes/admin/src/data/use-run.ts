import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useTranslation } from '@parley/plugin-ui';
import { useCallback } from 'react';

/** Why something was refused: a stable code, a sentence, and the field it is about. */
export interface Problem {
  code: string;
  message: string;
  path: readonly string[] | null;
}
/** What came of a mutation. */
export type Outcome<D> = { ok: true; data: D } | { ok: false; problems: readonly Problem[] };

const problemsIn = (data: object): readonly Problem[] =>
  Object.values(data).flatMap((payload: unknown) =>
    typeof payload === 'object' && payload !== null && 'errors' in payload ? (payload.errors as Problem[]) : [],
  );

/**
 * Runs mutations. A refusal of the server and a lost line come back the same way, as problems in words, so that a form needs
 * to know only one of them.
 */
export function useRun(): <D extends object, V extends OperationVariables>(
  document: TypedDocumentNode<D, V>,
  variables: V,
) => Promise<Outcome<D>> {
  const client = useApolloClient();
  const { t } = useTranslation('admin');
  return useCallback(
    async <D extends object, V extends OperationVariables>(mutation: TypedDocumentNode<D, V>, variables: V): Promise<Outcome<D>> => {
      const failed = { ok: false as const, problems: [{ code: 'UNREACHABLE', message: t('error.notSaved'), path: null }] };
      try {
        const { data } = await client.mutate({ mutation, variables } as Parameters<typeof client.mutate<D, V>>[0]);
        if (!data) return failed;
        const problems = problemsIn(data);
        return problems.length > 0 ? { ok: false, problems } : { ok: true, data: data as D };
      } catch {
        return failed;
      }
    },
    [client, t],
  );
}

/**
 * Sorts problems to the fields of a form.
 * @param fields the names that have a field on screen
 * @returns `byField` for the fields, `rest` for the form as a whole
 */
export function sortProblems(
  problems: readonly Problem[],
  fields: readonly string[],
): { byField: Record<string, string>; rest: string | null } {
  const byField: Record<string, string> = {};
  const rest: string[] = [];
  for (const { message, path } of problems) {
    const field = path?.findLast((step) => fields.includes(step));
    if (field) byField[field] ??= message;
    else rest.push(message);
  }
  return { byField, rest: rest.length > 0 ? rest.join(' ') : null };
}
