import { ApiError } from '@colloquy/contract';
import type { Reader, Storage } from '../../storage/storage.ts';
import { scopeOf } from '../hub/watched-object.ts';
import { findAccess } from '../read-model/access.ts';
import { type ObjectType, parseObjectName, type SyncObject } from '../read-model/sync-object.ts';
import type { Descriptor, Item, ItemsPage, ItemsRequest, ViewScope } from '../read-model/view.ts';
import { collections, views } from '../read-model/views.ts';
import type { TunnelledReply } from '../session/session.ts';
import { type Call, jsonReply } from './call.ts';
import type { TunnelRoute } from './route-table.ts';

/** Clients send requests for URLs through their socket, so only the path is used; the host does not exist. */
const urlBase = 'https://sync.invalid';

const maxPageSize = 100;
const defaultPageSize = 50;

const itemsPaths = { list: '/v3/Lists/:name/Items', map: '/v3/Maps/:name/Items' } as const;

type Collection = keyof typeof collections;

/** The paths at which clients read objects and their items. */
export function syncRoutes(storage: Pick<Storage, 'read'>): TunnelRoute[] {
  return [
    { method: 'GET', path: '/v3/Documents/:name', handle: (call) => fetchObject(storage, call, 'document') },
    { method: 'GET', path: '/v3/Lists/:name', handle: (call) => fetchObject(storage, call, 'list') },
    { method: 'GET', path: '/v3/Maps/:name', handle: (call) => fetchObject(storage, call, 'map') },
    { method: 'GET', path: itemsPaths.list, handle: (call) => fetchItems(storage, call, 'list') },
    { method: 'GET', path: itemsPaths.map, handle: (call) => fetchItems(storage, call, 'map') },
  ];
}

const fetchObject = (storage: Pick<Storage, 'read'>, call: Call, type: ObjectType): Promise<TunnelledReply> =>
  readIfAllowed(storage, call, readObject(call, type), async (reader, scope, object) => {
    const found = await views[object.part].describe(reader, scope, object.sid);
    if (found === undefined) return undefined;
    const { part } = object;
    const items =
      call.params['Include'] === 'items' && isCollection(part)
        ? await collections[part].items(reader, scope, object.sid, {
            descending: false,
            limit: maxPageSize,
            from: undefined,
          })
        : undefined;
    return jsonReply({
      ...toDescriptor(object, found),
      ...(items && { items: items.items.map((item) => toItem(object, item)) }),
    });
  });

async function fetchItems(
  storage: Pick<Storage, 'read'>,
  call: Call,
  type: ObjectType,
): Promise<TunnelledReply> {
  const object = readObject(call, type);
  const reply = await readIfAllowed(storage, call, object, async (reader, scope) => {
    const { part, sid } = object;
    if (!isCollection(part)) return undefined;
    const key = call.params['Key'] ?? call.params['Index'];
    if (key !== undefined) {
      const item = await collections[part].item(reader, scope, sid, key);
      return itemsReply(object, { ...noItems, items: item ? [item] : [] });
    }
    const page = await collections[part].items(reader, scope, sid, readItemsRequest(call));
    return page && itemsReply(object, page);
  });
  // The client SDK reads the participants when its user has joined. Unless there is a page for a user who has been removed
  // since, or whose conversation has been deleted, it rejects a promise that nobody handles, which ends processes of Node.
  return object.part === 'roster' && (reply.status === 403 || reply.status === 404)
    ? itemsReply(object, noItems)
    : reply;
}

/** @param read resolves with undefined for an object that does not exist. */
async function readIfAllowed(
  storage: Pick<Storage, 'read'>,
  { session }: Call,
  object: SyncObject,
  read: (reader: Reader, scope: ViewScope, object: SyncObject) => Promise<TunnelledReply | undefined>,
): Promise<TunnelledReply> {
  const scope = scopeOf(session);
  return storage.read(async (reader) => {
    const access = () => findAccess(reader, scope, session.user.identity, object);
    if ((await access()) === 'denied') return refusal(403);
    const reply = await read(reader, scope, object);
    // A participant who is removed between these queries does not get what has come after that.
    const accessAfter = await access();
    if (accessAfter === 'denied') return refusal(403);
    return accessAfter === undefined || reply === undefined ? refusal(404) : reply;
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

/**
 * What the client SDK reads of an object and of an item. It reads replies byte by byte, which is most of what its start
 * takes, so that it gets no URLs to write to and no data of the account. It never sends the revision back.
 */
function toDescriptor({ type, name }: SyncObject, found: Descriptor): object {
  return {
    sid: name,
    revision: found.lastEvent.toString(16),
    last_event_id: found.lastEvent,
    date_updated: found.dateUpdated,
    ...(type === 'document'
      ? { data: found.data }
      : { links: { items: `${urlBase}${itemsPaths[type].replace(':name', name)}` } }),
  };
}

const toItem = ({ type }: SyncObject, { key, event, dateUpdated, data }: Item): object => ({
  [type === 'list' ? 'index' : 'key']: key,
  revision: event.toString(16),
  last_event_id: event,
  date_updated: dateUpdated,
  data,
});

const noItems: ItemsPage = { items: [], hasPrevious: false, hasNext: false };

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
