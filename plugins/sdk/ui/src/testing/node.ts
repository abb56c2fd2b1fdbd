/** What Node gets, as one file: the kit and its test support share one state (session, words, slots). */
export * from '../index';
export * from './index';
