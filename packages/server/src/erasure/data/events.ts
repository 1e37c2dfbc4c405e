import { decodeProperties } from '../../events/decode-event.ts';
import { eventLog, type LoggedEvent, readEventsAfter } from '../../events/event-log.ts';
import { update } from '../../storage/statement.ts';
import { integer, table } from '../../storage/table.ts';
import { isOf, type Person } from '../person.ts';
import { redactProperties } from '../redact-event.ts';
import type { ErasureService, FindSteps, HoldScope } from '../step.ts';
import { removeStaleDocuments } from './stale-documents.ts';

const eventsPerStep = 300;

const setEvent = update(table(eventLog.name, { position: integer(), ...eventLog.columns }, ['position']), [
  'actor',
  'properties',
]);

/**
 * Finds the events that say something about the person, in log order. They stay, with their positions, types and SIDs, so
 * that streams can resume; only what they say is removed.
 */
export const findEvents: FindSteps = async function* findEvents(context, services) {
  const { storage, person, accountSid } = context;
  for (let after = 0; ; ) {
    const position = after;
    const batch = await storage.read((reader) => readEventsAfter(reader, position, eventsPerStep));
    const ours = batch.events.filter(({ account_sid }) => account_sid === accountSid);
    const redacted = ours.flatMap((event) => redact(person, event) ?? []);
    if (redacted.length > 0)
      yield {
        scopes: scopesOf(redacted, services),
        found: { events: redacted.length },
        async erase(transaction) {
          await Promise.all(redacted.map((event) => transaction.update(setEvent, event)));
          await removeStaleDocuments(transaction, redacted, services);
          return { events: redacted.length };
        },
      };
    if (!batch.mayHaveMore) return;
    after = batch.events.at(-1)?.position ?? after;
  }
};

/** The event without what it says about the person; undefined if it says nothing. */
function redact(person: Person, event: LoggedEvent): LoggedEvent | undefined {
  const before = decodeProperties(event);
  // Messages, and deliveries, can name the participant only. A message does not say whose its participant is, because
  // its author can be changed to somebody else.
  const { name, conversation_sid } = event;
  if (name.startsWith('onParticipant') && conversation_sid !== null && isOf(person, before)) {
    const { participant_sid } = before;
    if (typeof participant_sid === 'string') person.participants.set(participant_sid, conversation_sid);
  }
  const after = redactProperties(person, name, before);
  const isActor = person.isNamed(event.actor);
  if (after === before && !isActor) return undefined;
  return {
    ...event,
    actor: isActor ? null : event.actor,
    properties: after === before ? event.properties : JSON.stringify(after),
  };
}

/** Where the events happened, without services that have been deleted. */
function scopesOf(events: readonly LoggedEvent[], services: readonly ErasureService[]): readonly HoldScope[] {
  const ids = new Map(services.map(({ sid, id }) => [sid, id]));
  const scopes = new Map<string, HoldScope>();
  for (const { service_sid, conversation_sid } of events) {
    const service_id = ids.get(service_sid);
    if (service_id !== undefined)
      scopes.set(`${service_id} ${conversation_sid}`, { service_id, conversation_sid });
  }
  return [...scopes.values()];
}
