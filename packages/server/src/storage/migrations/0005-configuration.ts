import type { Migration } from '../migration.ts';

/** Address configurations, push credentials and bindings. */
export const configuration: Migration = {
  number: 5,
  name: 'configuration',
  statements: () => [],
};
