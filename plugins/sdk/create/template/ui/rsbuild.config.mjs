import { parleyPlugin } from '@parley/plugin-ui/preset';

/** Builds what the slots of package.json name, each from ui/<Name>.tsx, into dist/ui. */
export default parleyPlugin();
