import { encodeNotification } from '../codec/notification.ts';
import type { SyncObject } from '../read-model/sync-object.ts';
import type { Change } from '../read-model/view.ts';

/** The type of the messages that carry events and answers to subscriptions. */
export const syncEvent = 'twilio.sync.event';

/** Characters after which a notification ends. Only an event that is longer makes a longer one. */
const maxLength = 256 * 1024;

/** Changes as one frame, and the events between which they are. */
export interface EncodedChanges {
  readonly frame: Buffer;
  readonly firstEvent: number;
  readonly lastEvent: number;
}

/** The notifications that tell clients of changes of an object: in order, each of one type of event and of bounded length. */
export function encodeChanges(object: SyncObject, changes: readonly Change[]): EncodedChanges[] {
  const encoded: EncodedChanges[] = [];
  let type = '';
  let events: string[] = [];
  let length = 0;
  let [firstEvent, lastEvent] = [0, 0];
  const end = () => {
    if (events.length === 0) return;
    const payload = `{"event_type":"${type}","events":[${events.join(',')}]}`;
    encoded.push({ frame: encodeNotification(syncEvent, payload), firstEvent, lastEvent });
    events = [];
    length = 0;
  };
  for (const change of changes) {
    const typeOfChange = eventType(object, change);
    const event = JSON.stringify(toEvent(object, change));
    if (typeOfChange !== type || length + event.length > maxLength) end();
    if (events.length === 0) firstEvent = change.event;
    type = typeOfChange;
    lastEvent = change.event;
    events.push(event);
    length += event.length;
  }
  end();
  return encoded;
}

const eventType = ({ type }: SyncObject, { kind }: Change): string =>
  type === 'document' ? `document_${kind}` : `${type}_item_${kind}`;

function toEvent({ type, name }: SyncObject, change: Change): object {
  const { event, date, key } = change;
  const revision = event.toString(16);
  const common = { id: event, date_created: date, [`${type}_sid`]: name, [`${type}_revision`]: revision };
  const data = change.kind === 'removed' ? null : change.data;
  if (type === 'document' || key === undefined) return { ...common, document_data: data };
  return {
    ...common,
    [type === 'list' ? 'item_index' : 'item_key']: key,
    item_revision: revision,
    item_data: data,
  };
}

/** The notification that tells clients that a document no longer exists. */
export function encodeDocumentRemoved({ name }: SyncObject, event: number, date: string): Buffer {
  const removed = {
    id: event,
    date_created: date,
    document_sid: name,
    document_revision: event.toString(16),
  };
  return encodeNotification(syncEvent, JSON.stringify({ event_type: 'document_removed', events: [removed] }));
}
