import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const docs = new URL('../../docs/', import.meta.url);
const page = readFileSync(new URL('realtime.md', docs), 'utf8');
const section = page.split('## What is guaranteed\n')[1]?.split('\n## ')[0] ?? '';
const proofs = [...section.matchAll(/Proof: \[[^\]]+\]\(([^)]+)\), "([^"]+)"/g)];

const [guarantees = '', rules = ''] = section.split('### Consistency\n');
/** The entries of a numbered list. */
const entriesOf = (text: string) => text.split(/^\d+\. /m).slice(1);

test.each([
  ['guarantee', guarantees],
  ['rule of consistency', rules],
])('each %s has a proof', (_, list) => {
  const entries = entriesOf(list);
  expect(entries).toHaveLength(10);
  for (const entry of entries) expect(entry).toContain('Proof: [');
});

test('each proof is a test that exists', () => {
  expect(proofs).toHaveLength(section.split('Proof:').length - 1);
  for (const [, path = '', title = ''] of proofs)
    expect(readFileSync(new URL(path, docs), 'utf8'), path).toContain(`'${title}'`);
});
