/**
 * `@parley/plugin-testing/check`: looks at a packed plugin as a server would, and the suites of everything that a plugin contributes.
 *
 * @packageDocumentation
 */
export { checkPlugin, type CheckOptions } from './check';
export { conformance, ConformanceError, suitesOf, type ConformanceOptions } from './conformance';
export { main } from './cli';
export { type Addition, type CheckReport, type Outcome, type Point } from './report';
