import type { triggerWebhook, ValuesOf } from '@colloquy/contract';
import { decodeProperties } from '../../events/decode-event.ts';
import { findHead, type LoggedEvent, readNewestOfName } from '../../events/event-log.ts';
import type { Instant } from '../../platform/instant.ts';
import type { Sids } from '../../platform/sids.ts';
import type { Reader, Transaction, TransactionRunner } from '../../storage/storage.ts';
import { buildEventParameters } from '../payload/build-parameters.ts';
import type { DeliveryRow } from '../queue/delivery-store.ts';
import { enqueueDeliveries, eventOrderingKey, replayOrderingKey } from '../queue/enqueue-deliveries.ts';
import { findTargets } from '../targets/find-targets.ts';

type TriggerParameters = ValuesOf<(typeof triggerWebhook)['parameters']>;

/** Records of the log that one statement scans, that it returns, and that are scanned in total. */
const [batchSize, pageSize, scanLimit] = [2000, 100, 100_000];

/**
 * Finds the newest event of a name and a conversation, and of a message if one is given. The search takes several reads.
 *
 * @returns undefined when the newest 100,000 records have no such event.
 */
export async function findNewestEvent(
  storage: TransactionRunner,
  accountSid: string,
  { eventType, conversationSid, messageSid }: TriggerParameters,
): Promise<LoggedEvent | undefined> {
  const read = <Result>(work: (reader: Reader) => Promise<Result>) => storage.read(work);
  const head = await read((reader) => reader.one(findHead, {}));
  const last = head?.position ?? 0;
  const key = { account_sid: accountSid, name: eventType, conversation_sid: conversationSid };
  const limit = messageSid === undefined ? 1 : pageSize;
  for (let before = last + 1; before > 1 && before > last - scanLimit; ) {
    const after = before - batchSize - 1;
    const { events, mayHaveMore } = await read((reader) =>
      readNewestOfName(reader, { ...key, after, before }, limit),
    );
    const found = events.find((event) => messageSid === undefined || isAboutMessage(event, messageSid));
    if (found !== undefined) return found;
    before = mayHaveMore ? (events.at(-1)?.position ?? 0) : after + 1;
  }
  return undefined;
}

const isAboutMessage = (event: LoggedEvent, messageSid: string): boolean =>
  decodeProperties(event)['message_sid'] === messageSid;

/**
 * Enqueues deliveries of an event of the log to all targets that want it now, whether or not it was sent before. It
 * appends nothing to the log.
 */
export async function trigger(
  transaction: Transaction,
  event: LoggedEvent,
  sids: Sids,
  now: Instant,
): Promise<readonly DeliveryRow[]> {
  const parameters = buildEventParameters(event);
  // The contract accepts only names of events that webhooks can be notified of.
  if (parameters === undefined) return [];
  const ordering_key = replayOrderingKey(eventOrderingKey(event));
  const targets = await findTargets(transaction, [event]);
  const entries = targets
    .match(event)
    .map((target) => ({ sid: sids.next('WD'), event, target, parameters, ordering_key }));
  return (await enqueueDeliveries(transaction, entries, now)).deliveries;
}
