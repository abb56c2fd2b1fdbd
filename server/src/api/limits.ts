import { ApolloArmor } from '@escape.tech/graphql-armor';
import type { ValidationRule } from 'graphql';

/** Most tokens of a document. */
export const MAX_TOKENS = 2000;
/** Largest request body. */
export const MAX_BODY_BYTES = 256 * 1024;

const off = { enabled: false };

/** What a document may look like, on HTTP and on the socket alike: depth, aliases and directives are limited, names are not suggested. */
export const limitRules = (): ValidationRule[] =>
  new ApolloArmor({
    maxDepth: { n: 12, flattenFragments: true, propagateOnRejection: true },
    maxAliases: { n: 30 },
    maxDirectives: { n: 50 },
    blockFieldSuggestion: { enabled: false },
    costLimit: off,
    maxTokens: off,
  }).protect().validationRules as ValidationRule[];
