import type { Migration } from '../migration.ts';

/** API keys that are made by the API. */
export const keys: Migration = {
  number: 6,
  name: 'keys',
  statements: () => [],
};
