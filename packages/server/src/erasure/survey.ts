import { assertNotHeld } from '../legal-holds/legal-holds.ts';
import { findInConversations } from './data/conversations.ts';
import { findDeliveries } from './data/deliveries.ts';
import { findEvents } from './data/events.ts';
import { findIdempotencyKeys } from './data/idempotency-keys.ts';
import { findMedia } from './data/media.ts';
import { findUsers } from './data/users.ts';
import { listServices } from './services.ts';
import { addCounts, type Counts, type ErasureContext, type FindSteps, noCounts } from './step.ts';

/** Objects of the API. Erasing them appends events. */
export const objectFinders: readonly FindSteps[] = [findInConversations, findUsers, findMedia];

/**
 * What was derived from the objects. The log is last, because its events lead to removed participants: an erasure that was
 * interrupted finds them there.
 */
export const derivedFinders: readonly FindSteps[] = [findDeliveries, findIdempotencyKeys, findEvents];

/** Is called with how much of the person's data has been found or erased so far. */
export type OnCounts = (counts: Counts) => void;

/**
 * Counts the data of a person, and learns the SIDs of their participants, which an erasure needs.
 *
 * @throws LegalHoldError if a hold covers some of it, ErasureError as {@link listServices}.
 */
export async function survey(context: ErasureContext, onCounts: OnCounts = () => {}): Promise<Counts> {
  const { storage } = context;
  const services = await listServices(context);
  let counts = noCounts;
  // The log first: it names participants whose deliveries and results are to be found.
  for (const find of [findEvents, ...objectFinders, findDeliveries, findIdempotencyKeys])
    for await (const { scopes, found } of find(context, services)) {
      for (const { service_id, conversation_sid } of scopes)
        await storage.read((reader) => assertNotHeld(reader, service_id, conversation_sid));
      counts = addCounts(counts, found);
      onCounts(counts);
    }
  return counts;
}
