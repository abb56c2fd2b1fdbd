import { addMessages, useParley } from '@parley/plugin-ui';
import { useState } from 'react';
import { workbenchPolicies } from './data/policies';
import { en } from './words/en';
import { Workbench } from './workbench';

addMessages('workbench', { en });

/** The module that the shell loads: the agents' screen. */
export default function App() {
  const parley = useParley();
  // Before the first query below.
  useState(() => parley.addCachePolicies(workbenchPolicies));
  return <Workbench />;
}
