import type { Migration } from '../ddl.ts';
import { accounts } from './initial/accounts.ts';
import { configuration } from './initial/configuration.ts';
import { conversations } from './initial/conversations.ts';
import { deliveries } from './initial/deliveries.ts';
import { events } from './initial/events.ts';
import { idempotency } from './initial/idempotency.ts';
import { jobs } from './initial/jobs.ts';
import { media } from './initial/media.ts';
import { members } from './initial/members.ts';
import { messages } from './initial/messages.ts';
import { webhooks } from './initial/webhooks.ts';

/** The schema of the first release; each table comes after those that its rows reference. */
export const initial: Migration = {
  name: 'initial',
  statements: (types) =>
    [
      accounts,
      conversations,
      members,
      messages,
      media,
      configuration,
      webhooks,
      deliveries,
      jobs,
      events,
      idempotency,
    ].flatMap((define) => define(types)),
};
