/**
 * @parley/plugin-ui/testing: renders a plugin's component the way Parley does, in a test of any runner that has a document.
 * @packageDocumentation
 */
export { renderInParley, type Rendered, type RenderOptions } from './render';
export { sampleSession, sampleViewer, type ViewerSample } from './sample';
export { createTestParley, type Mock, type TestParley } from './test-parley';
export { sampleProps, slotNames, type SlotReplies, type SlotSubject } from './slot-samples';
