import { quote } from '@colloquy/contract';
import { parseConfig } from '../../config/config.ts';
import { UsageError } from '../../config/config-error.ts';
import { createHold, deleteHold } from '../../legal-holds/legal-holds.ts';
import { findHolds, type LegalHold } from '../../legal-holds/store.ts';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { appendCommand } from '../append-command.ts';
import { assertSid } from '../assert-sid.ts';
import type { CommandInput } from '../command.ts';
import { openDatabase } from '../connection/open-database.ts';
import { formatTable } from '../terminal/format-table.ts';
import { whenInUse } from './when-in-use.ts';

const maxReasonLength = 256;

/** `colloquy hold add --service IS [--conversation CH] [--reason TEXT]`. */
export async function addHold({
  settings,
  flags,
  output,
}: CommandInput<'service' | 'conversation' | 'reason'>): Promise<void> {
  const { service, conversation, reason } = flags;
  assertSid('service', 'IS', service);
  assertSid('conversation', 'CH', conversation);
  if (service === undefined) throw new UsageError('--service is required: the service to hold.');
  if (reason !== undefined && reason.length > maxReasonLength)
    throw new UsageError(`--reason takes up to ${maxReasonLength} characters.`);
  await using database = await openDatabase(parseConfig(settings), whenInUse);
  const { storage, accountSid } = database;
  const wanted = { accountSid, serviceSid: service, conversationSid: conversation, reason };
  const hold = await storage.write(async (transaction) => {
    const created = await createHold(transaction, wanted, database);
    appendCommand(transaction, { operation: 'CreateLegalHold', account: accountSid, object: created.sid });
    return created;
  });
  output.result(toJson(hold), `${hold.sid} holds ${conversation ?? `all of ${service}`}.`);
}

/** `colloquy hold list`. */
export async function listHolds({ settings, output }: CommandInput<never>): Promise<void> {
  await using database = await openDatabase(parseConfig(settings), whenInUse);
  const { storage, accountSid } = database;
  const holds = await storage.read((reader) => reader.all(findHolds, { account_sid: accountSid }));
  const rows = holds.map(({ sid, service_sid, conversation_sid, date_created, reason }) => [
    sid,
    `${date_created.slice(0, 19)}Z`,
    service_sid,
    conversation_sid ?? '-',
    reason === null ? '' : quote(reason),
  ]);
  output.result(
    holds.map(toJson),
    holds.length === 0 ? `${accountSid} has no legal holds.` : formatTable(rows),
  );
}

/** `colloquy hold remove SID`. */
export async function removeHold({ settings, output }: CommandInput<never>, given: string): Promise<void> {
  const sid = canonicalSid('LH', given);
  if (sid === undefined)
    throw new UsageError(`${quote(given)} is not the SID of a legal hold: LH and 32 hexadecimal digits.`);
  await using database = await openDatabase(parseConfig(settings), whenInUse);
  const { storage, accountSid } = database;
  await storage.write(async (transaction) => {
    await deleteHold(transaction, accountSid, sid);
    appendCommand(transaction, { operation: 'DeleteLegalHold', account: accountSid, object: sid });
  });
  output.result({ removed: sid }, `Removed ${sid}.`);
}

const toJson = ({ service_id: _, service_sid, ...hold }: LegalHold) => ({
  ...hold,
  chat_service_sid: service_sid,
});
