import type { EventContext, SubjectEvents } from '../../events/event-log.ts';
import { instant } from '../../platform/instant.ts';
import type { Transaction } from '../../storage/storage.ts';
import type { ConversationBatch } from './conversation-batch.ts';
import type { OutcomeCounter } from './outcome.ts';

/** What the writers of the kinds of a service share in one transaction. */
export interface ServiceContext {
  readonly transaction: Transaction;
  readonly accountSid: string;
  readonly serviceId: number;
  readonly serviceSid: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly conversations: ConversationBatch;
  /** Events of users, which are appended before those of conversations. */
  readonly userEvents: SubjectEvents[];
  readonly outcome: OutcomeCounter;
}

/** What the events of an import have in common. */
export const importEventContext = ({
  accountSid,
  serviceSid,
  now,
}: Pick<ServiceContext, 'accountSid' | 'serviceSid' | 'now'>): EventContext => ({
  accountSid,
  serviceSid,
  source: 'IMPORT',
  actor: null,
  time: instant(now),
  webhookEnabled: false,
});
