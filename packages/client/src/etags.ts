/** Not a property of the objects, so that they have only the keys of the API and can be compared. */
const etags = new WeakMap<object, string>();

/** Records the ETag of an object, if it has one, and returns the object. */
export function recordEtag<Item extends object>(item: Item, etag: string | undefined): Item {
  if (etag !== undefined) etags.set(item, etag);
  return item;
}

/**
 * Returns the `ETag` of an object from a create, fetch or update call, for `ifMatch` and `ifNoneMatch`. Undefined for
 * objects of lists, for copies, and if the server sends none.
 */
export const etagOf = (item: object): string | undefined => etags.get(item);
