/**
 * Builds the site from the repository's documents into `dist`: `npm run build -- docs`.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import manifest from './package.json' with { type: 'json' };
import { buildAssets } from './src/build-assets.ts';
import { compressFiles } from './src/compress-files.ts';
import { renderMissingPage, renderPage } from './src/page-html.ts';
import { loadSections, ReferenceResolver, root } from './src/pages.ts';
import { createSearchIndex } from './src/search-index.ts';

const output = join(import.meta.dirname, 'dist');

function write(path: string, content: string | Buffer): void {
  const file = join(output, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

rmSync(output, { recursive: true, force: true });
const sections = loadSections();
const pages = sections.flatMap((section) => section.pages);
const assets = await buildAssets(join(import.meta.dirname, 'browser'), output);
const resolver = new ReferenceResolver(pages);
for (const page of pages) {
  const content = page.document.render(resolver.of(page));
  write(page.output, renderPage(page, content, { sections, assets, version: manifest.version }));
}
for (const [path, source] of resolver.files) write(path, readFileSync(join(root, source)));
write('404.html', renderMissingPage());
cpSync(join(import.meta.dirname, 'browser/icon.svg'), join(output, 'icon.svg'));
write('search-index.json', createSearchIndex(sections));
await compressFiles(output);
