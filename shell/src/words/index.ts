import { en } from './en';

/** The shell's texts; English at once, the others when they are chosen. */
export const shellMessages = {
  en,
  es: () => import('./es'),
  'pt-BR': () => import('./pt-br'),
  'zh-CN': () => import('./zh-cn'),
  ar: () => import('./ar'),
};
