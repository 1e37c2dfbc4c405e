import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scenarios } from './scenarios/index.ts';
import { readPublicMembers } from './support/public-members.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const page = read('README.md');
const [situations = '', members = ''] = page.split('\n## Members\n');

/** What a scenario does by methods of its environment, such as connecting. */
const helpers = read('scenarios/support/chat.ts');

const links = [...page.matchAll(/\[([^\]]+)\]\(([^)]+\.ts)\)/g)].map(([, title = '', path = '']) => ({
  title,
  path,
}));

/** The rows of the page by type, with the names of members and what proves them. */
const rows = members
  .split('\n### ')
  .slice(1)
  .flatMap((section) => {
    const type = section.slice(0, section.indexOf('\n'));
    return [...section.matchAll(/^\| (`.*`) \| (.*) \|$/gm)].map(([, names = '', proof = '']) => ({
      type,
      names: names.split(', ').map((name) => name.slice(1, -1)),
      proof,
      title: /^\[([^\]]+)\]\(scenarios\/[\w-]+\.ts\)$/.exec(proof)?.[1],
    }));
  });

test('the page lists every public member of the client SDK once, and no other', () => {
  const expected = new Map<string, Set<string>>();
  for (const [type, names] of readPublicMembers()) {
    const owner = type.replace(/Events$/, '');
    expected.set(owner, new Set([...(expected.get(owner) ?? []), ...names]));
  }
  // An empty set would prove anything.
  expect(expected.get('Client')?.size).toBeGreaterThan(40);
  const listed = Map.groupBy(rows, ({ type }) => type);
  expect([...listed.keys()].toSorted()).toEqual([...expected.keys()].toSorted());
  for (const [type, names] of expected)
    expect(
      listed
        .get(type)
        ?.flatMap((row) => row.names)
        .toSorted(),
      type,
    ).toEqual([...names].toSorted());
});

test('each member has a scenario that uses it, or a reason why none does', () => {
  for (const { type, names, proof, title } of rows) {
    if (title === undefined) {
      expect(proof, type).toMatch(/^not tested: \S/);
      continue;
    }
    const scenario = scenarios[title];
    expect(scenario, title).toBeDefined();
    // What a scenario shares with its neighbours is at the top of their file.
    const [, path = ''] = /\((.*)\)$/.exec(proof) ?? [];
    const text = `${helpers}${read(path).split('export const')[0]}${scenario}`;
    for (const name of names) expect(text, `${type}.${name}: ${title}`).toMatch(new RegExp(`\\b${name}\\b`));
  }
});

test('each link to a test names one that is in its file', () => {
  expect(situations).toContain('| In Node | In Chromium |');
  const titles = links.filter(({ title }) => !title.endsWith('.ts') && title !== 'other lists');
  expect(titles.length).toBeGreaterThan(rows.length / 2);
  for (const { title, path } of titles) expect(read(path), path).toContain(`'${title}'`);
});
