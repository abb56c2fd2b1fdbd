import '@parley/plugin-ui/styles.css';
import { KitProvider, applyTheme, startLocale } from '@parley/plugin-ui';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import './messages';

applyTheme();
await startLocale();

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <KitProvider>
      <App />
    </KitProvider>,
  );
