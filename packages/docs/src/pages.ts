import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { type Document, parseDocument, type ResolveReference } from './markdown.ts';
import { listSections, type PageEntry, type Section } from './sections.ts';

/** Path of the repository. */
export const root = join(import.meta.dirname, '../../..');

/** A page with its content. */
export interface Page extends PageEntry {
  /** Its first heading. */
  readonly title: string;
  readonly label: string;
  readonly document: Document;
}

/** A section of the side bar with its pages. */
export interface LoadedSection extends Section {
  readonly pages: readonly Page[];
}

/** Files that the site has as they are, by the start of their paths; it names others only. */
const attached = ['docs/', 'deploy/', 'samples/', 'compose.yaml', 'Dockerfile', 'LICENSE'];

/** The documents of `docs/` that the side bar does not have. */
export function listUnlisted(): string[] {
  const listed = new Set(readSections().flatMap(({ pages }) => pages.map(({ source }) => source)));
  return listDocuments().filter((path) => !listed.has(path));
}

/**
 * Reads all pages. Those that the side bar does not have are at its end: a forgotten line must not end an installation.
 *
 * @throws Error if a document has no heading.
 */
export function loadSections(): LoadedSection[] {
  const others = listUnlisted().map((source) => ({
    source,
    output: source.replace(/^docs\/(.*)\.md$/, '$1.html'),
  }));
  const sections = readSections();
  if (others.length > 0) sections.push({ title: 'More', pages: others });
  return sections.map((section) => ({ ...section, pages: section.pages.map(loadPage) }));
}

const listDocuments = (): string[] =>
  globSync('docs/**/*.md', { cwd: root }).map((path) => path.replaceAll(sep, '/'));

/** The side bar without the pages that do not exist. */
function readSections(): Section[] {
  const decisions = listDocuments()
    .map((path) => /^docs\/decisions\/(\d.*)\.md$/.exec(path)?.[1] ?? '')
    .filter((name) => name !== '')
    .sort();
  return listSections(decisions).map((section) => ({
    ...section,
    pages: section.pages.filter(({ source }) => existsSync(join(root, source))),
  }));
}

function loadPage(entry: PageEntry): Page {
  const document = parseDocument(readFileSync(join(root, entry.source), 'utf8'));
  const title = document.passages[0]?.text;
  if (title === undefined) throw new Error(`${entry.source} has no heading`);
  return { ...entry, label: entry.label ?? title, title, document };
}

/** Resolves the references of the pages, and collects the files that they need. */
export class ReferenceResolver {
  readonly #outputs: ReadonlyMap<string, string>;
  /** The files that the site needs, by their path in it, with their path in the repository. */
  readonly files = new Map<string, string>();

  constructor(pages: readonly Page[]) {
    this.#outputs = new Map(pages.map(({ source, output }) => [source, output]));
  }

  /** Returns the resolver of one page's references. */
  of(page: Page): ResolveReference {
    const relative = (path: string) => posix.relative(posix.dirname(page.output), path);
    return (target) => {
      if (/^[a-z]+:/.test(target) || target.startsWith('#')) return { href: target };
      const [path = '', fragment] = target.split('#', 2);
      const source = posix.join(posix.dirname(page.source), path);
      const output = this.#outputs.get(source) ?? this.#outputs.get(posix.join(source, 'README.md'));
      if (output !== undefined)
        return { href: relative(output) + (fragment === undefined ? '' : `#${fragment}`) };
      // The page of the repository is the start page of the site.
      if (source === 'README.md') return { href: relative('index.html') };
      if (!attached.some((start) => source.startsWith(start)) || !statSync(join(root, source)).isFile())
        return { title: source };
      const file = attachedName(source);
      this.files.set(file, source);
      return { href: relative(file) };
    };
  }
}

/** Types of files that browsers show as they are; others get the name of a text file. */
const shown = new Set(['.png', '.svg', '.json', '.txt']);

function attachedName(source: string): string {
  const name = source.replace(/^docs\//, '');
  return shown.has(posix.extname(name)) ? name : `files/${name}.txt`;
}
