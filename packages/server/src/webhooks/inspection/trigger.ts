import type { PostActionEvent } from '@colloquy/contract';
import { decodeProperties } from '../../events/decode-event.ts';
import { findHead, findNewest, type LoggedEvent } from '../../events/event-log.ts';
import type { Clock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import type { Sids } from '../../platform/sids.ts';
import type { Reader, Transaction, TransactionRunner } from '../../storage/storage.ts';
import { buildEventParameters } from '../payload/build-parameters.ts';
import type { DeliveryRow } from '../queue/delivery-store.ts';
import { enqueueDeliveries, eventOrderingKey, replayOrderingKey } from '../queue/enqueue-deliveries.ts';
import { findTargets } from '../targets/find-targets.ts';

export interface TriggerDeps {
  readonly storage: TransactionRunner;
  readonly clock: Clock;
  readonly sids: Sids;
}

/** Selects the newest event of a name and a conversation, and of a message if one is given. */
export interface TriggerRequest {
  readonly accountSid: string;
  readonly eventName: PostActionEvent;
  readonly conversationSid: string;
  readonly messageSid: string | undefined;
}

/** Records of the log that one statement scans, that it returns, and that are scanned in total. */
const [batchSize, pageSize, scanLimit] = [2000, 100, 100_000];

/**
 * Enqueues deliveries of an event of the log to all targets that want it now, whether or not it was sent before. It
 * appends nothing to the log.
 *
 * @param onTrigger runs in the transaction that enqueues them.
 * @returns the deliveries; undefined when the newest 100,000 records have no such event.
 */
export async function trigger(
  { storage, clock, sids }: TriggerDeps,
  request: TriggerRequest,
  onTrigger: (transaction: Transaction, deliveries: readonly DeliveryRow[]) => Promise<void> = async () => {},
): Promise<readonly DeliveryRow[] | undefined> {
  const event = await findNewestEvent(storage, request);
  if (event === undefined) return undefined;
  const parameters = buildEventParameters(event);
  if (parameters === undefined) return undefined;
  const ordering_key = replayOrderingKey(eventOrderingKey(event));
  const now = instant(clock.now());
  return storage.write(async (transaction) => {
    const targets = await findTargets(transaction, [event]);
    const entries = targets
      .match(event)
      .map((target) => ({ sid: sids.next('WD'), event, target, parameters, ordering_key }));
    const deliveries = await enqueueDeliveries(transaction, entries, now);
    await onTrigger(transaction, deliveries);
    return deliveries;
  });
}

async function findNewestEvent(
  storage: TransactionRunner,
  { accountSid, eventName, conversationSid, messageSid }: TriggerRequest,
): Promise<LoggedEvent | undefined> {
  const read = <Result>(work: (reader: Reader) => Promise<Result>) => storage.read(work);
  const head = await read((reader) => reader.one(findHead, {}));
  const last = head?.position ?? 0;
  const key = { account_sid: accountSid, name: eventName, conversation_sid: conversationSid };
  const limit = messageSid === undefined ? 1 : pageSize;
  for (let before = last + 1; before > 1 && before > last - scanLimit; ) {
    const after = before - batchSize - 1;
    const events = await read((reader) => reader.all(findNewest, { ...key, after, before, limit }));
    const found = events.find((event) => messageSid === undefined || isAboutMessage(event, messageSid));
    if (found !== undefined) return found;
    before = events.length < limit ? after + 1 : (events.at(-1)?.position ?? 0);
  }
  return undefined;
}

const isAboutMessage = (event: LoggedEvent, messageSid: string): boolean =>
  decodeProperties(event)['message_sid'] === messageSid;
