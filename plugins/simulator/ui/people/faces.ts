import type { Customer } from '../data/types';
import { shownName } from './names';

type Look = [ground: string, clothes: string, skin: string, hair: string, long: boolean];

/** How the invented people look who have a picture. */
const LOOKS: Record<string, Look> = {
  maya: ['#F3C9A8', '#E2725B', '#7A4B2E', '#2A1A14', true],
  diego: ['#E6E1F3', '#D08A2E', '#D49B72', '#23160F', false],
  yuki: ['#E3EEF2', '#C4586D', '#F0C9A9', '#1B1714', true],
  lars: ['#E8ECEF', '#44566B', '#F2CDB3', '#C99A55', false],
};

const draw = ([ground, clothes, skin, hair, long]: Look): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><path fill="${ground}" d="M0 0h36v36H0z"/>${
    long ? `<path fill="${hair}" d="M9.5 17c0-6 3.4-9.6 8.5-9.6s8.5 3.6 8.5 9.6c0 4 .6 7.4 1.6 9.8H7.9c1-2.4 1.6-5.8 1.6-9.8z"/>` : ''
  }<path fill="${clothes}" d="M5 38c0-7.4 5.2-11 13-11s13 3.6 13 11z"/><path fill="${skin}" d="M14.6 22h6.8v5.2c0 2-1.5 3.2-3.4 3.2s-3.4-1.2-3.4-3.2z"/><ellipse cx="18" cy="17.4" rx="6.1" ry="7.2" fill="${skin}"/><path fill="${hair}" d="M11.4 17c-.6-5.4 2-9 6.6-9s7.2 3.6 6.6 9c-.8-3-1.6-4.4-3-5.4-2 1.2-5.4 1.4-7.4.8-1.4.9-2.1 2.2-2.8 4.6z"/></svg>`;

const HUES: Record<string, number> = { meiling: 6, layla: 8, wolf: 3 };

/** What an avatar needs to show a customer: never the face of somebody whose number is hidden. */
export const faceOf = (customer: Customer): { name: string; id: string; src: string | null; hue?: number } => {
  const look = customer.numberHidden ? undefined : LOOKS[customer.id];
  const hue = HUES[customer.id];
  return {
    name: shownName(customer),
    id: customer.id,
    src: look ? `data:image/svg+xml,${encodeURIComponent(draw(look))}` : null,
    ...(hue ? { hue } : {}),
  };
};
