import 'graphiql/style.css';
import './page.css';
import './workers';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { fetcher } from './fetcher';

const EXAMPLE = `# The API of Parley. Sign in first in the workbench or the admin console of this browser,
# or put a token under "Headers": { "Authorization": "Bearer …" }.
query Waiting {
  viewer { agent { name } organization { name } permissions }
  conversations(filter: { group: OPEN }, orderBy: PENDING_SINCE, first: 10) {
    nodes { id status contact { name } lastMessage { text sentAt } }
  }
}
`;

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <GraphiQL fetcher={fetcher} defaultQuery={EXAMPLE} defaultEditorToolsVisibility="headers" shouldPersistHeaders={false} />,
  );
