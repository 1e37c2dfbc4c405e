import { clampedInteger } from '../codecs/integer.ts';
import { filter } from '../parameter.ts';

/** Each object of these lists takes several reads, or a part of the memory of the server. */
const maxListed = 200;
const defaultListed = 50;

/** The parameter that limits a list. */
export const listLimit = filter(
  clampedInteger({ min: 1, max: maxListed }),
  `Maximum number of objects, up to ${maxListed}. Defaults to ${defaultListed}.`,
);

/** The number of objects of a list with such a limit. */
export const listedOrDefault = (listed: number | undefined): number => listed ?? defaultListed;
