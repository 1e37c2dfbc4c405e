import { instant } from '../../platform/instant.ts';
import type { Transaction } from '../../storage/storage.ts';
import { integer, optional, type RowOf, text } from '../../storage/table.ts';
import { maxReadBytes, mayHaveMore, selectWithinBytes } from '../../storage/within-bytes.ts';
import { removeAttemptsOf } from '../../webhooks/queue/attempt-store.ts';
import { findFirstPending, parseParameters, removeDelivery } from '../../webhooks/queue/delivery-store.ts';
import { lockLaneById, removeLane, setLane } from '../../webhooks/queue/lane-store.ts';
import type { Person } from '../person.ts';
import type { FindSteps } from '../step.ts';

const deliveriesPerStep = 100;

const pageOfDeliveries = selectWithinBytes({
  name: 'erasure.deliveries',
  parameters: { account_sid: text(), after: integer() },
  row: {
    id: integer(),
    sid: text(),
    lane_id: integer(),
    service_sid: text(),
    conversation_sid: optional(text()),
    state: text(),
    parameters: text(),
  },
  from: 'webhook_delivery',
  where: 'account_sid = :account_sid AND id > :after',
  key: 'id',
  direction: 'ascending',
  longColumns: ['parameters'],
});

type Found = RowOf<(typeof pageOfDeliveries)['row']>;

/** The parameters of a webhook that can name a person. */
const namingParameters: ReadonlySet<string> = new Set([
  'Author',
  'Identity',
  'ClientIdentity',
  'MessagingBinding.Address',
  'MessagingBinding.AuthorAddress',
  'FriendlyName',
  'UniqueName',
]);

const isOf = (person: Person, delivery: Found): boolean =>
  parseParameters(delivery).some(
    ([name, value]) =>
      (namingParameters.has(name) && person.isNamed(value)) ||
      (name === 'ParticipantSid' && person.participants.has(value)),
  );

/** Finds webhook deliveries that name the person, with their attempts. Those that are still to be sent are not sent. */
export const findDeliveries: FindSteps = async function* findDeliveries(context, services) {
  const { storage, person, accountSid, clock } = context;
  const ids = new Map(services.map(({ sid, id }) => [sid, id]));
  for (let after = 0; ; ) {
    const key = { account_sid: accountSid, after, limit: deliveriesPerStep, max_bytes: maxReadBytes };
    const rows = await storage.read((reader) => reader.all(pageOfDeliveries, key));
    const byLane = Map.groupBy(
      rows.filter((row) => isOf(person, row)),
      ({ state, lane_id }) => (state === 'pending' ? lane_id : 0),
    );
    for (const [lane, found] of byLane)
      yield {
        scopes: found.flatMap(({ service_sid, conversation_sid }) => {
          const service_id = ids.get(service_sid);
          return service_id === undefined ? [] : [{ service_id, conversation_sid }];
        }),
        found: { deliveries: found.length },
        async erase(transaction) {
          await eraseDeliveries(transaction, lane, found, clock.now());
          return { deliveries: found.length };
        },
      };
    if (!mayHaveMore(rows, deliveriesPerStep, maxReadBytes, ({ parameters }) => [parameters])) return;
    after = rows.at(-1)?.id ?? after;
  }
};

/**
 * Deletes deliveries, and their lane if it has no others. A lane that continues with another delivery is released, so that
 * an attempt that is under way does not count for it.
 *
 * @param laneId 0 for deliveries that are in no lane, or no longer.
 */
async function eraseDeliveries(
  transaction: Transaction,
  laneId: number,
  deliveries: readonly Found[],
  now: number,
): Promise<void> {
  const lane = laneId === 0 ? undefined : await transaction.lock(lockLaneById, { id: laneId });
  const before = lane && (await transaction.one(findFirstPending, { lane_id: laneId }));
  for (const { sid } of deliveries) {
    await transaction.remove(removeDelivery, { sid });
    await transaction.remove(removeAttemptsOf, { delivery_sid: sid });
  }
  if (lane === undefined) return;
  const next = await transaction.one(findFirstPending, { lane_id: laneId });
  if (next === undefined) await transaction.remove(removeLane, lane);
  else if (next.sid !== before?.sid)
    await transaction.update(setLane, { ...lane, due: instant(now), attempt: 0, leased_until: null });
}
