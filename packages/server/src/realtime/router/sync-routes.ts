import { ApiError } from '@colloquy/contract';
import type { Storage } from '../../storage/storage.ts';
import { scopeOf } from '../hub/watched-object.ts';
import { mayRead } from '../read-model/access.ts';
import { type ObjectType, parseObjectName, type SyncObject } from '../read-model/sync-object.ts';
import { itemsUrl, itemUrl, objectUrl } from '../read-model/sync-urls.ts';
import type { Descriptor, Item, ItemsPage, ItemsRequest } from '../read-model/view.ts';
import { collections, views } from '../read-model/views.ts';
import type { TunnelledReply } from '../session/session.ts';
import { type Call, jsonReply } from './call.ts';
import type { TunnelRoute } from './route-table.ts';

const maxPageSize = 100;
const defaultPageSize = 50;

type Collection = keyof typeof collections;

/** The paths at which clients read objects and their items. */
export function syncRoutes(storage: Pick<Storage, 'read'>): TunnelRoute[] {
  return [
    { method: 'GET', path: '/v3/Documents/:name', handle: (call) => fetchObject(storage, call, 'document') },
    { method: 'GET', path: '/v3/Lists/:name', handle: (call) => fetchObject(storage, call, 'list') },
    { method: 'GET', path: '/v3/Maps/:name', handle: (call) => fetchObject(storage, call, 'map') },
    { method: 'GET', path: '/v3/Lists/:name/Items', handle: (call) => fetchItems(storage, call, 'list') },
    { method: 'GET', path: '/v3/Maps/:name/Items', handle: (call) => fetchItems(storage, call, 'map') },
  ];
}

async function fetchObject(
  storage: Pick<Storage, 'read'>,
  call: Call,
  type: ObjectType,
): Promise<TunnelledReply> {
  const object = readObject(call, type);
  const scope = scopeOf(call.session);
  return storage.read(async (reader) => {
    const allowed = await mayRead(reader, scope, call.session.user.identity, object);
    if (allowed === false) return refusal(403);
    const found = allowed && (await views[object.part].describe(reader, scope, object.sid));
    if (!found) return refusal(404);
    const items =
      call.params['Include'] === 'items' && isCollection(object.part)
        ? await collections[object.part].items(reader, scope, object.sid, {
            descending: false,
            limit: maxPageSize,
            from: undefined,
          })
        : undefined;
    return jsonReply({
      ...toDescriptor(call, object, found),
      ...(items && { items: items.items.map((item) => toItem(object, item)) }),
    });
  });
}

async function fetchItems(
  storage: Pick<Storage, 'read'>,
  call: Call,
  type: ObjectType,
): Promise<TunnelledReply> {
  const object = readObject(call, type);
  const { part, sid } = object;
  if (!isCollection(part)) return refusal(404);
  const view = collections[part];
  const scope = scopeOf(call.session);
  const key = call.params['Key'] ?? call.params['Index'];
  return storage.read(async (reader) => {
    const allowed = await mayRead(reader, scope, call.session.user.identity, object);
    if (allowed === false) return refusal(403);
    if (allowed === undefined) return refusal(404);
    if (key !== undefined) {
      const item = await view.item(reader, scope, sid, key);
      return itemsReply(object, { items: item ? [item] : [], hasPrevious: false, hasNext: false });
    }
    const page = await view.items(reader, scope, sid, readItemsRequest(call));
    return page === undefined ? refusal(404) : itemsReply(object, page);
  });
}

function readObject({ path }: Call, type: ObjectType): SyncObject {
  const object = parseObjectName(path['name'] ?? '');
  if (object?.type !== type) throw new ApiError(20404, 'Object');
  return object;
}

function readItemsRequest({ params }: Call): ItemsRequest {
  const size = Number(params['PageSize'] ?? defaultPageSize);
  return {
    descending: params['Order'] === 'desc',
    limit: Number.isSafeInteger(size) ? Math.min(Math.max(size, 1), maxPageSize) : defaultPageSize,
    from: params['From'],
  };
}

const isCollection = (part: SyncObject['part']): part is Collection => Object.hasOwn(collections, part);

function toDescriptor({ session }: Call, { type, name }: SyncObject, found: Descriptor): object {
  const { accountSid, serviceSid } = session.user;
  return {
    sid: name,
    unique_name: name,
    account_sid: accountSid,
    service_sid: serviceSid,
    url: objectUrl(type, name),
    revision: found.lastEvent.toString(16),
    last_event_id: found.lastEvent,
    date_created: found.dateCreated,
    date_updated: found.dateUpdated,
    date_expires: null,
    created_by: 'system',
    ...(type === 'document' ? { data: found.data } : { links: { items: itemsUrl(type, name) } }),
  };
}

const toItem = (
  { type, name }: SyncObject,
  { key, event, dateCreated, dateUpdated, data }: Item,
): object => ({
  [type === 'list' ? 'index' : 'key']: key,
  url: itemUrl(type, name, key),
  revision: event.toString(16),
  last_event_id: event,
  date_created: dateCreated,
  date_updated: dateUpdated,
  date_expires: null,
  data,
});

/** Clients test the tokens only for their presence, and continue with the key of the last item. */
const itemsReply = (object: SyncObject, { items, hasPrevious, hasNext }: ItemsPage): TunnelledReply =>
  jsonReply({
    items: items.map((item) => toItem(object, item)),
    meta: { previous_token: hasPrevious ? 'previous' : null, next_token: hasNext ? 'next' : null },
  });

const refusal = (status: 403 | 404): TunnelledReply =>
  jsonReply(
    status === 404
      ? { status, code: 54100, message: 'Object not found' }
      : { status, code: 54007, message: 'Access denied' },
    status,
  );
