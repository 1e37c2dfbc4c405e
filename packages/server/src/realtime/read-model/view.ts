import type { Reader } from '../../storage/storage.ts';

/** The service of the session, in which every view is read. */
export interface ViewScope {
  readonly account_sid: string;
  readonly chat_service_sid: string;
}

/** An object as a whole. */
export interface Descriptor {
  /** The number of the last event of the object. Everything that is read after this has at least its state. */
  readonly lastEvent: number;
  readonly dateUpdated: string;
  /** The value of a document. */
  readonly data?: object;
}

export type ItemKey = string | number;

/** An item of a list or a map. */
export interface Item {
  readonly key: ItemKey;
  /** The number of the event that last changed it. */
  readonly event: number;
  readonly dateUpdated: string;
  readonly data: object;
}

/** Which items to read. */
export interface ItemsRequest {
  readonly descending: boolean;
  readonly limit: number;
  /** The key of the first item of the page, or of the place where it would be; undefined for the beginning. */
  readonly from: string | undefined;
}

export interface ItemsPage {
  readonly items: readonly Item[];
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
}

/** A change of a document, or of an item. */
export type Change = { readonly event: number; readonly date: string } & (
  | { readonly kind: 'added' | 'updated'; readonly key: ItemKey | undefined; readonly data: object }
  | { readonly kind: 'removed'; readonly key: ItemKey }
);

/** What has changed since an event, in the order of the events. */
export interface Changes {
  readonly changes: readonly Change[];
  /** The event that a reader of these changes knows the object up to. */
  readonly lastEvent: number;
  /** Whether more changes follow. */
  readonly more: boolean;
}

/** A document as a view of rows. All functions resolve with undefined when there is no such object. */
export interface DocumentView {
  readonly describe: (reader: Reader, scope: ViewScope, sid: string) => Promise<Descriptor | undefined>;
  /**
   * What has changed after an event. Items that were added since come as added, with their newest data. `lost` when what
   * followed the event cannot be known any more.
   *
   * @param limit the maximum number of changes.
   */
  readonly changes: (
    reader: Reader,
    scope: ViewScope,
    sid: string,
    after: number,
    limit: number,
  ) => Promise<Changes | 'lost' | undefined>;
}

/** A list or a map as a view of rows. */
export interface CollectionView extends DocumentView {
  readonly items: (
    reader: Reader,
    scope: ViewScope,
    sid: string,
    request: ItemsRequest,
  ) => Promise<ItemsPage | undefined>;
  /** The item with a key; undefined when there is none. */
  readonly item: (reader: Reader, scope: ViewScope, sid: string, key: string) => Promise<Item | undefined>;
}
