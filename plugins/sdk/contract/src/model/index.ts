export * from './scalars';
export * from './node';
export * from './people';
export * from './inboxes';
export * from './contacts';
export * from './conversations';
export * from './messages';
export * from './operations';
