import { setTimeout } from 'node:timers/promises';
import { assertNotHeld } from '../legal-holds/legal-holds.ts';
import { deleteAbandonedContent } from '../media/content/content-deletion.ts';
import type { ContentStore } from '../media/content/content-store.ts';
import { instant } from '../platform/instant.ts';
import type { Sids } from '../platform/sids.ts';
import { ErasureError } from './erasure-error.ts';
import type { ErasureProof } from './proof.ts';
import { addRecord, type ErasureRecord, findUnfinished, setCounts } from './records.ts';
import { listServices } from './services.ts';
import {
  addCounts,
  type Counts,
  countedKinds,
  type ErasureContext,
  type FindSteps,
  noCounts,
} from './step.ts';
import { derivedFinders, type OnCounts, objectFinders, survey } from './survey.ts';

/** Rounds in which data that running servers have added meanwhile are erased, too. */
const maxRounds = 3;
/** Other servers poll the log four times a second, and end the sessions of an identity that was removed. */
const pollDelayMs = 2000;

interface EraseDeps {
  readonly sids: Sids;
  readonly media: ContentStore;
  readonly onCounts?: OnCounts;
}

/** Whether nothing was found. */
export const isNothing = (counts: Counts): boolean => countedKinds.every((kind) => counts[kind] === 0);

/**
 * Erases what a survey has found, in many short transactions, and continues an erasure of the same person that was
 * interrupted. What has been erased so far is counted in the same transactions.
 *
 * @param subject the keyed hash of the person's names.
 * @throws LegalHoldError if a hold has been added meanwhile, ErasureError if the person's data do not stop growing.
 */
export async function erase(
  context: ErasureContext,
  subject: string,
  { sids, media, onCounts = () => {} }: EraseDeps,
): Promise<ErasureRecord> {
  const { storage, clock } = context;
  let record = await findOrAddRecord(context, subject, sids);
  const run = async (finders: readonly FindSteps[]) => {
    for (const find of finders) record = await eraseFound(context, find, record, onCounts);
  };
  for (let round = 1; round === 1 || !isNothing(await survey(context)); round++) {
    if (round > maxRounds)
      throw new ErasureError(
        'The person is still active. Prevent new requests and messages of theirs, and run the command again.',
      );
    await run(objectFinders);
    if (!storage.exclusive) await setTimeout(pollDelayMs);
    await run(derivedFinders);
  }
  await deleteAbandonedContent(storage, clock.now(), (sid) => media.remove(sid));
  return record;
}

/**
 * The record of an erasure that was interrupted, or a new one.
 *
 * @throws ErasureError if that one keeps the structure and this one does not, or the other way round: one proof could not
 * say what has happened to the messages.
 */
async function findOrAddRecord(
  { storage, accountSid: account_sid, clock, keepsStructure }: ErasureContext,
  subject: string,
  sids: Sids,
): Promise<ErasureRecord> {
  const structure_kept = Number(keepsStructure);
  const found = await storage.read((reader) => reader.one(findUnfinished, { account_sid, subject }));
  if (found !== undefined && found.structure_kept !== structure_kept)
    throw new ErasureError(
      `An erasure of this person ${found.structure_kept === 1 ? 'with' : 'without'} --keep-structure was interrupted. Complete it first.`,
    );
  if (found !== undefined) return found;
  const date_started = instant(clock.now());
  const counts = JSON.stringify(noCounts);
  const sid = sids.next('ER');
  const record = { sid, account_sid, subject, structure_kept, counts, date_started, proof: null };
  await storage.write((transaction) => transaction.insert(addRecord, record));
  return record;
}

async function eraseFound(
  context: ErasureContext,
  find: FindSteps,
  before: ErasureRecord,
  onCounts: OnCounts,
): Promise<ErasureRecord> {
  const { storage } = context;
  const services = await listServices(context);
  let record = before;
  for await (const { scopes, erase: eraseStep } of find(context, services)) {
    const counts = parseCounts(record);
    record = await storage.write(async (transaction) => {
      for (const { service_id, conversation_sid } of scopes)
        await assertNotHeld(transaction, service_id, conversation_sid);
      const erased = await eraseStep(transaction);
      const after = { ...record, counts: JSON.stringify(addCounts(counts, erased)) };
      await transaction.update(setCounts, after);
      return after;
    });
    onCounts(parseCounts(record));
  }
  return record;
}

/** What has been erased so far. */
const parseCounts = ({ counts }: ErasureRecord): Counts => ({ ...noCounts, ...JSON.parse(counts) });

/** What a record says already, in the terms of its proof. */
export const describeRecord = (
  record: ErasureRecord,
): Omit<ErasureProof, 'date_finished' | 'rewritten' | 'software'> => ({
  sid: record.sid,
  account_sid: record.account_sid,
  subject: record.subject,
  date_started: record.date_started,
  structure_kept: record.structure_kept === 1,
  erased: parseCounts(record),
});
