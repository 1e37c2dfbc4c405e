import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseConfig } from '../../config/config.ts';
import { ConfigError } from '../../config/config-error.ts';
import { describeRecord } from '../../erasure/erase.ts';
import { Person } from '../../erasure/person.ts';
import { hashSubject, loadKeys, publicKeyOf, verifyProof } from '../../erasure/proof.ts';
import { type ErasureRecord, pageOfRecords } from '../../erasure/records.ts';
import { errorReason } from '../../platform/error-reason.ts';
import type { CommandInput } from '../command.ts';
import { openDatabase } from '../connection/open-database.ts';
import { formatTable } from '../terminal/format-table.ts';
import { parsePersonName } from './erase.ts';
import { whenInUse } from './when-in-use.ts';

/** `colloquy erasures list [--identity NAME] [--address ADDRESS]`. */
export async function listErasures({
  settings,
  flags,
  output,
}: CommandInput<'identity' | 'address'>): Promise<void> {
  const isOne = (flags.identity ?? flags.address) !== undefined;
  const person = isOne ? new Person(parsePersonName(flags)) : undefined;
  await using database = await openDatabase(parseConfig(settings), whenInUse);
  const { storage, accountSid, randomness } = database;
  const subject = person && hashSubject(await loadKeys(storage, randomness), person);
  const key = { account_sid: accountSid, subject: subject ?? null };
  const records = await storage.read((reader) => reader.all(pageOfRecords, key));
  const rows = records.map(({ sid, date_started, proof }) => [
    sid,
    `${date_started.slice(0, 19)}Z`,
    proof ?? 'interrupted; run the erasure again',
  ]);
  output.result(
    records.map(toJson),
    records.length === 0 ? `${accountSid} has no erasures.` : formatTable(rows),
  );
}

const toJson = (record: ErasureRecord) => ({ ...describeRecord(record), proof: record.proof });

/** `colloquy erasures key`: prints what others need to verify proofs. */
export async function printKey({ settings, output }: CommandInput<never>): Promise<void> {
  const key = await readPublicKey({ settings });
  output.result({ public_key: key }, key.trimEnd());
}

/** `colloquy erasures verify FILE [--key FILE]`. */
export async function verifyErasure(
  { settings, flags, output }: CommandInput<'key'>,
  file: string,
): Promise<void> {
  const text = readTextFile(file);
  const key = flags.key === undefined ? await readPublicKey({ settings }) : readKeyFile(flags.key);
  const content = verifyProof(key, proofIn(text));
  if (content === undefined)
    throw new ConfigError(`${file} is not a proof that was signed with this key, or it was changed.`);
  output.result(content, `The signature is valid:\n\n${JSON.stringify(content, undefined, 2)}`);
}

/** The database of the settings has the key. */
async function readPublicKey({ settings }: Pick<CommandInput<never>, 'settings'>): Promise<string> {
  await using database = await openDatabase(parseConfig(settings), whenInUse);
  return publicKeyOf(await loadKeys(database.storage, database.randomness));
}

/** A proof is on a line of its own, or the property `proof` of what `--json` has printed. */
function proofIn(text: string): string {
  try {
    return String(Object(JSON.parse(text)).proof);
  } catch {
    return text;
  }
}

function readTextFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`${file} cannot be read: ${errorReason(error)}`, { cause: error });
  }
}

function readKeyFile(file: string): string {
  const key = readTextFile(file);
  try {
    return createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
  } catch (error) {
    throw new ConfigError(`${file} is not a public key in PEM.`, { cause: error });
  }
}
