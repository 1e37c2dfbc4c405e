import type { Migration } from '../ddl.ts';

/** Lets the engine estimate how many documents have a word that begins as a query does. */
export const searchStatistics: Migration = {
  name: 'search statistics',
  statements: ({ termStatistics }) => termStatistics('search_document'),
};
