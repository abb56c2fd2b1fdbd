import type { DevOptions } from '@parley/plugin-ui/dev';
import { STATE } from './AdminPage';
import { CONTACT } from './ContactPanel';

const maya = { __typename: 'Contact', id: 'contact_sample', name: 'Maya Okafor', createdAt: '2026-01-31T12:00:00.000Z' };
const self = { __typename: 'Plugin', id: 'acme-sample', version: '0.1.0', state: 'READY' };

/** What `npm run dev` shows while no Parley answers: the queries of the screens, and samples. */
export default {
  mocks: [
    { request: { query: CONTACT, variables: { id: maya.id } }, result: { data: { node: maya } } },
    { request: { query: STATE }, result: { data: { plugins: [self] } } },
  ],
} satisfies DevOptions;
