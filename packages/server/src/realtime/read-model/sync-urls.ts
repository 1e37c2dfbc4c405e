import type { ObjectType } from './sync-object.ts';
import type { ItemKey } from './view.ts';

/** Clients send requests for these URLs through their socket, so only the path is used; the host does not exist. */
const base = 'https://sync.invalid/v3';

const collections: Readonly<Record<ObjectType, string>> = {
  document: 'Documents',
  list: 'Lists',
  map: 'Maps',
};

export const objectUrl = (type: ObjectType, name: string): string =>
  `${base}/${collections[type]}/${encodeURIComponent(name)}`;

export const itemsUrl = (type: ObjectType, name: string): string => `${objectUrl(type, name)}/Items`;

export const itemUrl = (type: ObjectType, name: string, key: ItemKey): string =>
  `${itemsUrl(type, name)}/${encodeURIComponent(key)}`;
