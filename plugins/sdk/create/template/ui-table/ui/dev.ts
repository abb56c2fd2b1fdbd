import type { DevOptions } from '@parley/plugin-ui/dev';
import { TOTAL } from './AdminPage';
import { VISITS } from './ContactPanel';

const maya = { __typename: 'Contact', id: 'contact_sample', acmeVisits: 3 };

/** What `npm run dev` shows while no Parley answers: the queries of the screens, and samples. */
export default {
  mocks: [
    { request: { query: VISITS, variables: { id: maya.id } }, result: { data: { node: maya } } },
    { request: { query: TOTAL }, result: { data: { acmeVisitCount: 12 } } },
  ],
} satisfies DevOptions;
