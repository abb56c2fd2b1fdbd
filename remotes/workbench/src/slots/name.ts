import type { SlotItem } from '@parley/plugin-ui';

/** What an icon's tooltip says: the name, and why it cannot be shown where that is known. */
export const nameOf = ({ label, problem }: Pick<SlotItem, 'label' | 'problem'>): string => (problem ? `${label}: ${problem}` : label);
