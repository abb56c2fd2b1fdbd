import type { Customer } from '../data/types';

/** How the page names a customer: `@name` for somebody whose number is hidden. */
export const shownName = (customer: Customer): string =>
  customer.numberHidden && customer.username ? `@${customer.username}` : customer.name;

const GROUPS: Record<string, [code: string, ...groups: number[]]> = {
  NG: ['234', 3, 3, 4],
  SG: ['65', 4, 4],
  SA: ['966', 2, 3, 4],
  MX: ['52', 2, 4, 4],
  DE: ['49', 2, 4, 4],
  BR: ['55', 2, 5, 4],
  JP: ['81', 1, 4, 4],
  SE: ['46', 1, 4, 4],
  GB: ['44', 4, 6],
};

/** Digits in groups, with the plus in front. */
export function phoneText({ phone, country }: Customer): string {
  const [code, ...groups] = GROUPS[country] ?? [''];
  if (!code || !phone.startsWith(code)) return `+${phone}`;
  let rest = phone.slice(code.length);
  const parts = groups.map((length) => {
    const part = rest.slice(0, length);
    rest = rest.slice(length);
    return part;
  });
  return `+${[code, ...parts, rest].filter(Boolean).join(' ')}`;
}
