import type { Migration } from '../ddl.ts';

/** Where each attempt went: a delivery can be sent elsewhere later. */
export const attemptUrls: Migration = {
  number: 10,
  name: 'attempt urls',
  statements: ({ text }) => [
    `ALTER TABLE webhook_attempt ADD COLUMN url ${text}`,
    `ALTER TABLE webhook_attempt ADD COLUMN method ${text}`,
  ],
};
