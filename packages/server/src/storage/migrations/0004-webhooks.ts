import type { Migration } from '../migration.ts';

/** Webhooks of conversations, services and accounts, and notification settings. */
export const webhooks: Migration = {
  number: 4,
  name: 'webhooks',
  statements: () => [],
};
