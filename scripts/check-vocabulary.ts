/**
 * Checks that no retired term comes back, and that documents are in plain words: the list in retired-terms.json names each
 * with its replacement.
 *
 *   node scripts/check-vocabulary.ts
 */
import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { root } from './packages.ts';
import { listSources } from './sources.ts';

interface RetiredTerms {
  /** Names, in code without its comments and strings. */
  readonly identifiers: Readonly<Record<string, string>>;
  /** Texts, wherever they are. */
  readonly texts: Readonly<Record<string, string>>;
  /** Regular expressions for prose: comments, titles, messages and documents. */
  readonly patterns: Readonly<Record<string, string>>;
  /** Regular expressions for the sentences of documents, without their code and the targets of their links. */
  readonly prose: Readonly<Record<string, string>>;
}

const retired: RetiredTerms = JSON.parse(readFileSync(join(root, 'retired-terms.json'), 'utf8'));

interface Rule {
  readonly pattern: RegExp;
  readonly replacement: string;
  readonly appliesTo: 'code' | 'everything' | 'prose';
}

const escapePattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const rules: readonly Rule[] = [
  ...Object.entries(retired.identifiers).map(([term, replacement]): Rule => {
    const pattern = new RegExp(`(?<![\\w$-])${escapePattern(term)}(?![\\w$-])`, 'g');
    return { pattern, replacement, appliesTo: 'code' };
  }),
  ...Object.entries(retired.texts).map(
    ([term, replacement]): Rule => ({
      pattern: new RegExp(escapePattern(term), 'gi'),
      replacement,
      appliesTo: 'everything',
    }),
  ),
  ...Object.entries(retired.patterns).map(
    ([pattern, replacement]): Rule => ({
      pattern: new RegExp(pattern, 'g'),
      replacement,
      appliesTo: 'everything',
    }),
  ),
  ...Object.entries(retired.prose).map(
    ([pattern, replacement]): Rule => ({
      pattern: new RegExp(pattern, 'gi'),
      replacement,
      appliesTo: 'prose',
    }),
  ),
];

const documents = globSync(['*.md', 'docs/**/*.md', 'packages/*/*.md', '{bench,conformance}/*.md'], {
  cwd: root,
  exclude: ['**/node_modules'],
}).map((path) => ({
  path: path.replaceAll(sep, '/'),
  text: readFileSync(join(root, path), 'utf8'),
  isCode: false,
}));

/** The text with comments and strings blanked, so that line numbers stay: prose may use a word that no name may be. */
const withoutProse = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\/|(?<![:'"\w])\/\/[^\n]*|'[^'\n]*'/g, (prose) =>
    prose.replaceAll(/[^\n]/g, ' '),
  );

/** A document with its code and the targets of its links blanked. */
const withoutCode = (text: string): string =>
  text.replaceAll(/^```.*?^```|`[^`\n]*`|\]\([^)\n]*\)|<!--.*?-->/gms, (code) =>
    code.replaceAll(/[^\n]/g, ' '),
  );

let count = 0;
for (const { path, text, isCode } of [
  ...listSources().map((source) => ({ ...source, isCode: true })),
  ...documents,
]) {
  const code = isCode ? withoutProse(text).split('\n') : [];
  const prose = isCode ? [] : withoutCode(text).split('\n');
  for (const [index, line] of text.split('\n').entries()) {
    for (const { pattern, replacement, appliesTo } of rules) {
      const searched = { code: code[index] ?? '', prose: prose[index] ?? '', everything: line }[appliesTo];
      for (const [found] of searched.matchAll(pattern)) {
        count++;
        console.error(`${path}:${index + 1}: "${found}" is retired; use: ${replacement}`);
      }
    }
  }
}
if (count > 0) process.exitCode = 1;
