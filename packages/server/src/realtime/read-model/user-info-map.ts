import { findShownUser, type UserRow } from '../../resources/user/store.ts';
import type { Reader } from '../../storage/storage.ts';
import { pageOfKeys } from './page-of-keys.ts';
import type { CollectionView, Item, ViewScope } from './view.ts';

export const findUser = (reader: Reader, scope: ViewScope, sid: string): Promise<UserRow | undefined> =>
  reader.one(findShownUser, { ...scope, sid });

/** What others see of a user: one item for each property. */
export const userInfoMap: CollectionView = {
  async describe(reader, scope, sid) {
    const row = await findUser(reader, scope, sid);
    return row && { lastEvent: row.event_counter, dateUpdated: row.date_updated };
  },

  async items(reader, scope, sid, request) {
    const row = await findUser(reader, scope, sid);
    return row && pageOfKeys(toItems(row), request);
  },

  async item(reader, scope, sid, key) {
    const row = await findUser(reader, scope, sid);
    return row && toItems(row).find((item) => item.key === key);
  },

  async changes(reader, scope, sid, after) {
    const row = await findUser(reader, scope, sid);
    if (row === undefined) return undefined;
    const items = row.updated_event > after ? toItems(row) : [];
    return {
      changes: items.map(({ key, event, dateUpdated, data }) => ({
        kind: 'updated',
        key,
        event,
        date: dateUpdated,
        data,
      })),
      lastEvent: row.event_counter,
      more: false,
    };
  },
};

/** In the order of their keys. */
const toItems = (row: UserRow): Item[] =>
  [
    { key: 'attributes', data: { value: row.attributes } },
    { key: 'friendlyName', data: { value: row.friendly_name } },
    { key: 'reachability', data: toReachability(row) },
  ].map((item) => ({
    ...item,
    event: row.updated_event,
    dateUpdated: row.date_updated,
  }));

/** Nothing is known of users while their service does not report it, as in the REST API. */
const toReachability = ({ is_online, is_notifiable }: UserRow): object =>
  is_online === null && is_notifiable === null
    ? { online: null, notifiable: null }
    : { online: is_online === 1, notifiable: is_notifiable === 1 };
