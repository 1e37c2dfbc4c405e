/**
 * Checks that every page is in the side bar, and that every link and image in the repository's documents leads somewhere,
 * anchors included: `node packages/docs/check.ts`.
 */
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { type Document, parseDocument } from './src/markdown.ts';
import { listUnlisted, root } from './src/pages.ts';

for (const path of listUnlisted()) {
  console.error(`${path} is not in the side bar: add it to packages/docs/src/sections.ts`);
  process.exitCode = 1;
}

const documents = new Map<string, Document>(
  globSync(['*.md', '{docs,packages,tests,bench,conformance}/**/*.md'], {
    cwd: root,
    exclude: ['**/node_modules', '**/dist'],
  }).map((path) => {
    const name = path.replaceAll(sep, '/');
    return [name, parseDocument(readFileSync(join(root, name), 'utf8'))];
  }),
);

/** Says what is wrong with a link of a document; undefined if it leads somewhere. */
function findFault(source: string, target: string): string | undefined {
  if (/^[a-z]+:/.test(target)) return undefined;
  const [path = '', fragment] = target.split('#', 2);
  const wanted = path === '' ? source : posix.join(posix.dirname(source), path);
  if (!existsSync(join(root, wanted))) return `${wanted} does not exist`;
  if (fragment === undefined) return undefined;
  const name = statSync(join(root, wanted)).isDirectory() ? posix.join(wanted, 'README.md') : wanted;
  const document = documents.get(name);
  if (document === undefined) return `${name} is not a document, so it has no anchors`;
  return document.passages.some(({ id }) => id === fragment)
    ? undefined
    : `${name} has no heading #${fragment}`;
}

for (const [source, { references }] of documents) {
  for (const { target, line } of references) {
    const fault = findFault(source, target);
    if (fault === undefined) continue;
    console.error(`${source}:${line}: ${fault}`);
    process.exitCode = 1;
  }
}
