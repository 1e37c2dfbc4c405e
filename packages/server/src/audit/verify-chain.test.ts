import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AuditRecord, ChainedEntry } from './audit-log.ts';
import { emptyHead, hashEntry } from './chain.ts';
import { verifyChain } from './verify-chain.ts';

const nullable = fc.option(fc.string({ maxLength: 8 }));
const records: fc.Arbitrary<AuditRecord> = fc.record({
  time: fc.string({ maxLength: 8 }),
  kind: fc.constantFrom('act', 'use', 'refusal'),
  account_sid: nullable,
  actor: nullable,
  address: nullable,
  request_id: nullable,
  operation: nullable,
  service_sid: nullable,
  object_sid: nullable,
  parameters: fc.constantFrom('[]', '["Url"]'),
  error_code: fc.option(fc.nat()),
  count: fc.nat(),
});

function chain(contents: readonly AuditRecord[]): ChainedEntry[] {
  let { hash } = emptyHead;
  return contents.map((record, index) => {
    const entry = { ...record, position: index + 1 };
    hash = hashEntry(hash, entry);
    return { ...entry, hash };
  });
}

const logs = fc.array(records, { minLength: 1, maxLength: 8 }).map(chain);
const logAndIndex = logs.chain((log) => fc.tuple(fc.constant(log), fc.nat({ max: log.length - 1 })));
const headOf = (log: readonly ChainedEntry[]) => {
  const last = log.at(-1);
  return { position: last?.position ?? 0, hash: last?.hash ?? '' };
};
const numbered = (log: readonly ChainedEntry[]) => log.map((entry, n) => ({ ...entry, position: n + 1 }));

test('a log that nobody changed fits, and so does a part of it', async () => {
  await fc.assert(
    fc.asyncProperty(logAndIndex, async ([log, index]) => {
      expect(await verifyChain(log, [headOf(log)])).toEqual({ position: log.length, head: headOf(log) });
      const previousHash = log[index - 1]?.hash ?? emptyHead.hash;
      const part = log.slice(index).map((entry) => ({ ...entry, previousHash }));
      expect(await verifyChain(part)).toEqual({ position: log.length, head: headOf(log) });
    }),
  );
});

test('a change of any field is found at its entry', async () => {
  const [sample] = chain([fc.sample(records, 1)[0] ?? []] as AuditRecord[]);
  const fields = Object.keys(sample ?? {}).filter((name) => name !== 'position');
  expect(fields).toHaveLength(13);
  await fc.assert(
    fc.asyncProperty(logAndIndex, fc.constantFrom(...fields), async ([log, index], field) => {
      const changed = log.map((entry, n) => {
        const value = Object.entries(entry).find(([name]) => name === field)?.[1];
        return n === index
          ? { ...entry, [field]: typeof value === 'number' ? value + 1 : `${value}x` }
          : entry;
      });
      expect(await verifyChain(changed)).toMatchObject({ position: index + 1 });
    }),
  );
});

test('a removed, repeated or moved entry is found, whether or not the others get new positions', async () => {
  await fc.assert(
    fc.asyncProperty(logAndIndex, fc.boolean(), async ([log, index], renumbers) => {
      const entry = log[index];
      const other = log[index + 1];
      if (entry === undefined) return;
      const position = index + 1;
      const head = headOf(log);
      const all = renumbers ? numbered : (given: readonly ChainedEntry[]) => given;
      expect(await verifyChain(all(log.toSpliced(index, 1)), [head])).toMatchObject({ position });
      expect(await verifyChain(all(log.toSpliced(index, 0, entry)))).toMatchObject({
        position: position + 1,
      });
      if (other !== undefined)
        expect(await verifyChain(all(log.toSpliced(index, 2, other, entry)))).toMatchObject({ position });
    }),
  );
});

test('a log whose end was cut, or that was computed again, does not fit a head that it once had', async () => {
  await fc.assert(
    fc.asyncProperty(logAndIndex, async ([log, index]) => {
      const known = [headOf(log)];
      expect(await verifyChain(log.slice(0, index), known)).toMatchObject({ position: index + 1 });
      const forged = chain(
        log.map((entry, n) => (n === index ? { ...entry, count: entry.count + 1 } : entry)),
      );
      expect(await verifyChain(forged)).toHaveProperty('head');
      expect(await verifyChain(forged, known)).toMatchObject({ position: log.length });
    }),
  );
});

test('a part of a log does not fit a head from before its beginning, unless it follows that head', async () => {
  await fc.assert(
    fc.asyncProperty(logAndIndex, async ([log, index]) => {
      const previousHash = log[index - 1]?.hash ?? emptyHead.hash;
      const part = log.slice(index).map((entry) => ({ ...entry, previousHash }));
      expect(await verifyChain(part, [{ position: index, hash: previousHash }])).toHaveProperty('head');
      const other = { position: index, hash: 'f'.repeat(64) };
      expect(await verifyChain(part, [other])).toMatchObject({ position: index + 1 });
      const earlier = { position: index - 1, hash: log[index - 2]?.hash ?? emptyHead.hash };
      if (index > 0) expect(await verifyChain(part, [earlier])).toMatchObject({ position: index - 1 });
    }),
  );
});

test('new entries at the end may lack a hash, and entries before others may not', async () => {
  await fc.assert(
    fc.asyncProperty(logAndIndex, async ([log, index]) => {
      const waiting = log.map((entry, n) => (n < index ? entry : { ...entry, hash: null }));
      expect(await verifyChain(waiting)).toMatchObject({ position: log.length, head: { position: index } });
      const hole = log.map((entry, n) => (n === index ? { ...entry, hash: null } : entry));
      if (index < log.length - 1) expect(await verifyChain(hole)).toMatchObject({ position: index + 1 });
    }),
  );
});
