import { quote } from '@colloquy/contract';
import { type Config, parseConfig } from '../../config/config.ts';
import { UsageError } from '../../config/config-error.ts';
import { describeRecord, erase } from '../../erasure/erase.ts';
import { Person, type PersonName } from '../../erasure/person.ts';
import { type ErasureProof, hashSubject, loadKeys, signProof } from '../../erasure/proof.ts';
import { type ErasureRecord, setProof } from '../../erasure/records.ts';
import { type Counts, countedKinds } from '../../erasure/step.ts';
import { survey } from '../../erasure/survey.ts';
import { openContentStore } from '../../media/content/open-content-store.ts';
import { instant } from '../../platform/instant.ts';
import { systemAuthor } from '../../resources/message/rules.ts';
import { rewriteDatabase } from '../../storage/rewrite.ts';
import { version } from '../../version.ts';
import { appendCommand } from '../append-command.ts';
import type { CommandInput } from '../command.ts';
import { openDatabase } from '../connection/open-database.ts';
import { confirm } from '../terminal/confirm.ts';
import { formatTable } from '../terminal/format-table.ts';
import { whenInUse } from './when-in-use.ts';

type EraseInput = CommandInput<
  'identity' | 'address' | 'keep-structure' | 'skip-rewrite' | 'dry-run' | 'yes'
>;

/** `colloquy erase --identity NAME | --address ADDRESS`. */
export async function erasePerson(input: EraseInput): Promise<void> {
  const { settings, flags, output, startProgress } = input;
  const name = parsePersonName(flags);
  const config = parseConfig(settings);
  const record = await eraseRows(input, config, name);
  if (record === undefined) return;
  const warnings: string[] = [];
  const isRewritten = flags['skip-rewrite'] === undefined;
  if (isRewritten) {
    const progress = startProgress('Rewriting tables');
    warnings.push(
      ...(await rewriteDatabase(config.databaseDirectUrl ?? config.databaseUrl, progress.update).finally(
        progress.end,
      )),
    );
  }
  for (const warning of warnings) output.note(warning);
  const proof = await finish(config, record, isRewritten && warnings.length === 0);
  output.result(
    { ...proof.content, proof: proof.signed },
    `Erased, as ${proof.content.sid}:\n\n${formatCounts(proof.content.erased)}\n\nProof:\n\n${proof.signed}`,
  );
}

/** @throws UsageError without a name; an empty one is the author of every message that was erased before. */
export function parsePersonName({ identity, address }: Partial<PersonName>): PersonName {
  if (identity === '' || address === '' || (identity ?? address) === undefined)
    throw new UsageError('Name the person with --identity, --address or both.');
  if (identity === systemAuthor)
    throw new UsageError(`"${systemAuthor}" is the author of messages without one, and not a person.`);
  return { identity, address };
}

/** Erases the data in the database and the media; undefined if the user wanted to see the numbers only. */
async function eraseRows(
  { flags, output, startProgress }: EraseInput,
  config: Config,
  name: PersonName,
): Promise<ErasureRecord | undefined> {
  await using database = await openDatabase(config, whenInUse);
  const { storage, clock, accountSid, randomness, sids } = database;
  const person = new Person(name);
  const keepsStructure = flags['keep-structure'] !== undefined;
  const context = { storage, clock, accountSid, person, keepsStructure };
  const searching = startProgress('Looking for data');
  const found = await survey(context, (counts) => searching.update(sum(counts))).finally(searching.end);
  if (flags['dry-run'] !== undefined) {
    output.result({ account_sid: accountSid, found }, `An erasure would find:\n\n${formatCounts(found)}`);
    return undefined;
  }
  const who = [name.identity, name.address].flatMap((each) => (each === undefined ? [] : [quote(each)]));
  if (flags.yes === undefined)
    await confirm({
      statement: `This erases ${sum(found)} objects of ${who.join(' and ')} for good`,
      question: `${formatCounts(found)}\n\nErase this of ${who.join(' and ')} for good?`,
      declined: 'Nothing was erased.',
    });
  const subject = hashSubject(await loadKeys(storage, randomness), person);
  const media = await openContentStore(config.media.location);
  const erasing = startProgress('Erasing data');
  try {
    const onCounts = (counts: Counts) => erasing.update(sum(counts), sum(found));
    return await erase(context, subject, { sids, media, onCounts });
  } finally {
    erasing.end();
    await media.close();
  }
}

/** Signs and stores the proof. */
async function finish(
  config: Config,
  record: ErasureRecord,
  rewritten: boolean,
): Promise<{ readonly content: ErasureProof; readonly signed: string }> {
  await using database = await openDatabase(config, whenInUse);
  const { storage, clock, randomness } = database;
  const content = {
    ...describeRecord(record),
    date_finished: instant(clock.now()),
    rewritten,
    software: `colloquy ${version}`,
  };
  const signed = signProof(await loadKeys(storage, randomness), content);
  await storage.write(async (transaction) => {
    await transaction.update(setProof, { sid: record.sid, proof: signed });
    appendCommand(transaction, { operation: 'Erase', account: record.account_sid, object: record.sid });
  });
  return { content, signed };
}

const sum = (counts: Counts): number => countedKinds.reduce((total, kind) => total + counts[kind], 0);

const formatCounts = (counts: Counts): string =>
  formatTable(countedKinds.map((kind) => [kind.replaceAll('_', ' '), String(counts[kind])]));
