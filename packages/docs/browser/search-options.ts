import type { Options } from 'minisearch';

/** A passage that the search can find. */
export interface SearchDocument {
  /** Its address, relative to the start of the site. */
  readonly href: string;
  /** The name of its page. */
  readonly page: string;
  readonly title: string;
  readonly text: string;
  readonly excerpt: string;
  /** How much its page counts among the results. */
  readonly weight: number;
}

/** The build writes the index with these, and the page reads it with them. */
export const searchOptions: Options<SearchDocument> = {
  idField: 'href',
  fields: ['title', 'page', 'text'],
  storeFields: ['page', 'title', 'excerpt', 'weight'],
  searchOptions: {
    boost: { title: 4, page: 2 },
    boostDocument: (_href, _term, stored) => Number(stored?.['weight'] ?? 1),
    prefix: true,
    fuzzy: 0.15,
    combineWith: 'AND',
  },
};
