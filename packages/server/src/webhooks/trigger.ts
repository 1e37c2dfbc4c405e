import type { PostActionEvent } from '@colloquy/contract';
import { findHead, findNewest, type LoggedEvent } from '../events/event.ts';
import type { Clock } from '../platform/clock.ts';
import { instant } from '../platform/instant.ts';
import type { Sids } from '../platform/sids.ts';
import type { Reader, Units } from '../storage/storage.ts';
import { enqueue, streamOf, streamOfRepeats } from './enqueue.ts';
import { occasionOf, parametersOf } from './parameters/parameters.ts';
import type { DeliveryRow } from './store.ts';
import { targetsOf } from './targets.ts';

export interface TriggerTools {
  readonly storage: Units;
  readonly clock: Clock;
  readonly sids: Sids;
}

/** What is to be told: the newest event of that name, of a conversation, and of a message if one is given. */
export interface Wanted {
  readonly accountSid: string;
  readonly eventName: PostActionEvent;
  readonly conversationSid: string;
  readonly messageSid: string | undefined;
}

/** Records of the log that one statement goes through; and in all. */
const [step, reach] = [2000, 100_000];

/**
 * Tells those who want it of an event that has happened before, as if it happened again, whether or not they were
 * told then. Nothing is written to the log.
 *
 * @returns the deliveries; undefined when the newest 100,000 records have no such event.
 */
export async function trigger(
  { storage, clock, sids }: TriggerTools,
  wanted: Wanted,
): Promise<readonly DeliveryRow[] | undefined> {
  const event = await newest(storage, wanted);
  if (event === undefined) return undefined;
  const occasion = occasionOf(event);
  if (occasion === undefined) return undefined;
  const parameters = parametersOf(occasion);
  const stream = streamOfRepeats(streamOf(event));
  const now = instant(clock.now());
  return storage.write(async (transaction) => {
    const targets = await targetsOf(transaction, [event]);
    const entries = targets
      .of(event)
      .map((target) => ({ sid: sids.next('WD'), event, target, parameters, stream }));
    return enqueue(transaction, entries, now);
  });
}

async function newest(storage: Units, wanted: Wanted): Promise<LoggedEvent | undefined> {
  const read = <Result>(work: (reader: Reader) => Promise<Result>) => storage.read(work);
  const head = await read((reader) => reader.one(findHead, {}));
  const last = head?.position ?? 0;
  for (let before = last + 1; before > 1 && before > last - reach; before -= step) {
    const found = await read((reader) =>
      reader.one(findNewest, {
        account_sid: wanted.accountSid,
        name: wanted.eventName,
        conversation_sid: wanted.conversationSid,
        // A SID has no letter that means another.
        mention: `%${wanted.messageSid ?? ''}%`,
        after: before - step - 1,
        before,
      }),
    );
    if (found !== undefined) return found;
  }
  return undefined;
}
