import type { ChainedEntry } from './audit-log.ts';
import { type ChainHead, emptyHead, hashEntry } from './chain.ts';

/** The first entry that does not fit, and why. */
export interface ChainBreak {
  readonly position: number;
  readonly reason: string;
}

/** The progress of a verification. */
export interface Verified {
  /** The last entry that was looked at. */
  readonly position: number;
  /** The last entry that is in the chain; those after it have no hash yet. */
  readonly head: ChainHead;
}

/** An entry, with the hash before it where a part of a log begins. */
export type LinkedEntry = ChainedEntry & { readonly previousHash?: string };

/**
 * Verifies a log, or a part of one whose first entry has its `previousHash`.
 *
 * @param entries in order.
 * @param known heads that the log once had.
 */
export async function verifyChain(
  entries: AsyncIterable<LinkedEntry> | Iterable<LinkedEntry>,
  known: readonly ChainHead[] = [],
): Promise<Verified | ChainBreak> {
  let verified: Verified | undefined;
  for await (const entry of entries) {
    const before = verified ?? startBefore(entry);
    const next = (verified === undefined && verifyStart(before, known)) || verifyEntry(before, entry, known);
    if ('reason' in next) return next;
    verified = next;
  }
  const { head, position } = verified ?? { position: 0, head: emptyHead };
  const missing = known.find((each) => each.position > head.position);
  return missing === undefined
    ? { head, position }
    : { position: head.position + 1, reason: `it is missing: the log once had ${missing.position} entries` };
}

function startBefore({ position, previousHash }: LinkedEntry): Verified {
  if (previousHash === undefined) return { position: 0, head: emptyHead };
  return { position: position - 1, head: { position: position - 1, hash: previousHash } };
}

/** The first head that a log, or a part of one, cannot confirm because of where it begins; undefined if there is none. */
function verifyStart({ head }: Verified, known: readonly ChainHead[]): ChainBreak | undefined {
  const position = head.position + 1;
  const earlier = known.find((each) => each.position < head.position);
  if (earlier !== undefined)
    return { position: earlier.position, reason: `it is missing: the log begins with entry ${position}` };
  return known.some((each) => each.position === head.position && each.hash !== head.hash)
    ? { position, reason: 'the entry before it has another hash than it once had' }
    : undefined;
}

function verifyEntry(
  { position, head }: Verified,
  entry: LinkedEntry,
  known: readonly ChainHead[],
): Verified | ChainBreak {
  const expected = position + 1;
  if (entry.position !== expected)
    return { position: expected, reason: `it is missing: entry ${entry.position} stands in its place` };
  if (entry.hash === null) return { position: expected, head };
  if (head.position < position) return { position: head.position + 1, reason: 'it has no hash' };
  if (entry.hash !== hashEntry(head.hash, entry))
    return { position: expected, reason: 'its hash does not fit its contents and the entry before it' };
  if (known.some((each) => each.position === expected && each.hash !== entry.hash))
    return { position: expected, reason: 'it has another hash than it once had' };
  return { position: expected, head: { position: expected, hash: entry.hash } };
}
