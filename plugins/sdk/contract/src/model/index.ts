/**
 * The object types of the API, as classes, so that a plugin can add fields to them with `@Resolver(() => Contact)`. Inside the server a moment
 * is a number of epoch milliseconds; in the API it is ISO 8601.
 *
 * @module
 */
export * from './scalars';
export * from './node';
export * from './people';
export * from './inboxes';
export * from './contacts';
export * from './conversations';
export * from './messages';
export * from './operations';
export * from './plugins';
export * from './replies';
