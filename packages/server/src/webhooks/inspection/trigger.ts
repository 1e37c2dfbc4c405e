import type { PostActionEvent } from '@colloquy/contract';
import { findHead, findNewest, type LoggedEvent } from '../../events/event-log.ts';
import type { Clock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import type { Sids } from '../../platform/sids.ts';
import type { Reader, TransactionRunner } from '../../storage/storage.ts';
import { buildParameters, toPayloadInput } from '../payload/build-parameters.ts';
import { enqueueDeliveries, eventOrderingKey, replayOrderingKey } from '../queue/enqueue-deliveries.ts';
import type { DeliveryRow } from '../queue/store.ts';
import { findTargets } from '../queue/targets.ts';

export interface TriggerDeps {
  readonly storage: TransactionRunner;
  readonly clock: Clock;
  readonly sids: Sids;
}

/** What is to be told: the newest event of that name, of a conversation, and of a message if one is given. */
export interface TriggerRequest {
  readonly accountSid: string;
  readonly eventName: PostActionEvent;
  readonly conversationSid: string;
  readonly messageSid: string | undefined;
}

/** Records of the log that one statement goes through; and in all. */
const [batchSize, scanLimit] = [2000, 100_000];

/**
 * Tells those who want it of an event that has happened before, as if it happened again, whether or not they were
 * told then. Nothing is written to the log.
 *
 * @returns the deliveries; undefined when the newest 100,000 records have no such event.
 */
export async function trigger(
  { storage, clock, sids }: TriggerDeps,
  request: TriggerRequest,
): Promise<readonly DeliveryRow[] | undefined> {
  const event = await findNewestEvent(storage, request);
  if (event === undefined) return undefined;
  const input = toPayloadInput(event);
  if (input === undefined) return undefined;
  const parameters = buildParameters(input);
  const ordering_key = replayOrderingKey(eventOrderingKey(event));
  const now = instant(clock.now());
  return storage.write(async (transaction) => {
    const targets = await findTargets(transaction, [event]);
    const entries = targets
      .matching(event)
      .map((target) => ({ sid: sids.next('WD'), event, target, parameters, ordering_key }));
    return enqueueDeliveries(transaction, entries, now);
  });
}

async function findNewestEvent(
  storage: TransactionRunner,
  request: TriggerRequest,
): Promise<LoggedEvent | undefined> {
  const read = <Result>(work: (reader: Reader) => Promise<Result>) => storage.read(work);
  const head = await read((reader) => reader.one(findHead, {}));
  const last = head?.position ?? 0;
  for (let before = last + 1; before > 1 && before > last - scanLimit; before -= batchSize) {
    const found = await read((reader) =>
      reader.one(findNewest, {
        account_sid: request.accountSid,
        name: request.eventName,
        conversation_sid: request.conversationSid,
        // A SID has no letter that means another.
        mention: `%${request.messageSid ?? ''}%`,
        after: before - batchSize - 1,
        before,
      }),
    );
    if (found !== undefined) return found;
  }
  return undefined;
}
