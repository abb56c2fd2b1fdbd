import type { Bench } from '../bench.ts';

export const routing: Bench = async () => [];
