import { addMessages } from '@parley/plugin-ui';

/** Every word on screen. Other languages load when somebody uses them: `es: () => import('./words.es')`. */
addMessages('acme-sample', {
  en: {
    title: 'Acme sample',
    name: 'Name',
    since: 'Customer since',
    running: 'Version {{version}}, {{state}}',
    failed: 'This could not be read.',
  },
});
