import type { Bench } from '../bench.ts';

export const history: Bench = async () => [];
