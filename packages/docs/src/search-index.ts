import MiniSearch from 'minisearch';
import { type SearchDocument, searchOptions } from '../browser/search-options.ts';
import type { Page } from './pages.ts';

/** Length of the excerpt that a result shows, in characters. */
const excerptLength = 120;

/** Indexes every passage of every page, and returns the index as JSON. */
export function createSearchIndex(pages: readonly Page[]): string {
  const index = new MiniSearch<SearchDocument>(searchOptions);
  for (const page of pages) {
    index.addAll(
      page.document.passages.map(({ level, id, text, content }) => ({
        href: level === 1 ? page.output : `${page.output}#${id}`,
        page: page.label,
        title: text,
        text: content,
        excerpt: content.slice(0, excerptLength).trim(),
      })),
    );
  }
  return JSON.stringify(index);
}
