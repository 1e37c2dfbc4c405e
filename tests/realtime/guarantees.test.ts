import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const docs = new URL('../../docs/', import.meta.url);
const page = readFileSync(new URL('realtime.md', docs), 'utf8');
const section = page.split('## What is guaranteed\n')[1]?.split('\n## ')[0] ?? '';
const proofs = [...section.matchAll(/Proof: \[[^\]]+\]\(([^)]+)\), "([^"]+)"/g)];

test('each guarantee has a proof, which is a test that exists', () => {
  const guarantees = section.split(/^\d+\. /m).slice(1);
  expect(guarantees.length).toBeGreaterThanOrEqual(10);
  for (const guarantee of guarantees) expect(guarantee).toContain('Proof: [');
  expect(proofs).toHaveLength(section.split('Proof:').length - 1);
  for (const [, path = '', title = ''] of proofs)
    expect(readFileSync(new URL(path, docs), 'utf8'), path).toContain(`'${title}'`);
});
