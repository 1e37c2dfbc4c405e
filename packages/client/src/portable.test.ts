import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const sourcesOf = (directory: URL) =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => new URL(path, directory));

/** The client runs in browsers: what it consists of uses nothing that only Node has. */
it.each([
  ...sourcesOf(new URL('./', import.meta.url)),
  ...sourcesOf(new URL('../../contract/src/', import.meta.url)),
])('%s does not need Node', (source) => {
  const text = readFileSync(source, 'utf8');
  const imported = [...text.matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(([, name]) => name);
  expect(imported.filter((name) => !/^(\.\.?\/|@colloquy\/contract$)/.test(name ?? ''))).toEqual([]);
  expect(text).not.toMatch(/\b(Buffer|process|require|__dirname)\b[.([]/);
});
