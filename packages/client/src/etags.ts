/** Beside the objects, which stay what the API calls them and can be compared. */
const etags = new WeakMap<object, string>();

/** Keeps the tag that an object came with, where it came with one. Gives the object. */
export function recordEtag<Item extends object>(item: Item, etag: string | undefined): Item {
  if (etag !== undefined) etags.set(item, etag);
  return item;
}

/**
 * The `ETag` that an object of a create, a fetch or an update came with, for `ifMatch` and `ifNoneMatch`. Undefined for
 * objects of lists, for copies, and where the server sends none.
 */
export const etagOf = (item: object): string | undefined => etags.get(item);
