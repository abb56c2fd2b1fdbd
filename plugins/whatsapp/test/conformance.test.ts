import { registerSuite } from '@parley/plugin-testing';
import { suitesOf } from '@parley/plugin-testing/check';
import plugin from '../src';
import options from './conformance';

for (const suite of suitesOf(plugin as never, options)) registerSuite(suite);
