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
}

/** The build writes the index with these, and the page reads it with them. */
export const searchOptions: Options<SearchDocument> = {
  idField: 'href',
  fields: ['title', 'page', 'text'],
  storeFields: ['page', 'title', 'excerpt'],
  searchOptions: { boost: { title: 4, page: 2 }, prefix: true, fuzzy: 0.15, combineWith: 'AND' },
};
