import '@parley/plugin-ui/styles.css';
import './page.css';
import { addMessages, applyTheme, createParleyClient, startLocale, unlockSound } from '@parley/plugin-ui';
import { createRoot } from 'react-dom/client';
import { appOf } from './app-name';
import { Shell } from './shell';
import { shellMessages } from './words';

addMessages('shell', shellMessages);
applyTheme();
unlockSound();
const parley = createParleyClient(appOf(location.pathname));
void startLocale().finally(() => {
  const root = document.getElementById('root');
  if (root) createRoot(root).render(<Shell parley={parley} />);
});
