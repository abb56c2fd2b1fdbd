import { addMessages } from '@parley/plugin-ui';

/** Every word on screen. Other languages load when somebody uses them: `es: () => import('./words.es')`. */
addMessages('acme-sample', {
  en: {
    title: 'Visits',
    visits_one: '{{count}} conversation so far',
    visits_other: '{{count}} conversations so far',
    total_one: '{{count}} conversation of all customers so far',
    total_other: '{{count}} conversations of all customers so far',
    failed: 'This could not be read.',
  },
});
