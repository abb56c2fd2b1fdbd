/**
 * `@parley/plugin-testing`: a context for unit tests, conformance suites for each kind of contribution, and a whole server for the rest.
 *
 * @packageDocumentation
 */
export { ManualClock } from '@parley/server';
export { testContext, type LogLine, type Recorded, type TestContext, type TestContextOptions } from './context/test-context';
export { fakeProvider, type FakeProvider, type FakeReply, type FakeRequest, type FakeScript } from './fake-provider';
export {
  startTestServer,
  type Heard,
  type TestCustomer,
  type TestEvent,
  type TestServer,
  type TestServerOptions,
  type TestUser,
} from './server/test-server';
export { registerSuite, runSuite, Unmet, type FailedCase, type Suite, type SuiteCase, type SuiteReport, type TestRunner } from './suite';
export { channelSuite, type ChannelSuiteOptions, type WebhookBody, type WebhookSample } from './suites/channel';
export { assignmentSuite, type AssignmentSuiteOptions, type RuleVariant } from './suites/assignment';
export { botSuite, type BotSuiteOptions } from './suites/bot';
export { quickReplySuite, type QuickReplySuiteOptions } from './suites/quick-replies';
export { templateSuite, type TemplateSuiteOptions } from './suites/templates';
