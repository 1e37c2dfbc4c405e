import MiniSearch from 'minisearch';
import { type SearchDocument, searchOptions } from '../browser/search-options.ts';
import type { LoadedSection } from './pages.ts';

/** Length of the excerpt that a result shows, in characters. */
const excerptLength = 120;

/** Indexes every passage of every page, and returns the index as JSON. */
export function createSearchIndex(sections: readonly LoadedSection[]): string {
  const index = new MiniSearch<SearchDocument>(searchOptions);
  const pages = sections.flatMap(({ pages, weight = 1 }) => pages.map((page) => ({ page, weight })));
  for (const { page, weight } of pages) {
    index.addAll(
      page.document.passages.map(({ level, id, text, content }) => ({
        href: level === 1 ? page.output : `${page.output}#${id}`,
        page: page.label,
        title: text,
        text: content,
        weight,
        excerpt: content.slice(0, excerptLength).trim(),
      })),
    );
  }
  return JSON.stringify(index);
}
