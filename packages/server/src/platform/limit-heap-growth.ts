import { setFlagsFromString } from 'node:v8';

/**
 * Makes V8 collect garbage whenever the heap has grown by this share of what was in use after the last collection. By
 * itself, V8 lets a small heap grow to several times that size and keeps the memory.
 */
export const limitHeapGrowth = (percent: number): void =>
  setFlagsFromString(`--heap-growing-percent=${percent}`);
