import type { Migration } from '../migration.ts';

/** Where each attempt went: a delivery can be sent elsewhere later. */
export const attemptPlaces: Migration = {
  number: 10,
  name: 'attempt places',
  statements: ({ text }) => [
    `ALTER TABLE webhook_attempt ADD COLUMN url ${text}`,
    `ALTER TABLE webhook_attempt ADD COLUMN method ${text}`,
  ],
};
