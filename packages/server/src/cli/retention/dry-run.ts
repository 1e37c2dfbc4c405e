import { listAuditEntries, retentionKinds } from '@colloquy/contract';
import { findDefaultService } from '../../accounts/store.ts';
import { parseConfig } from '../../config/config.ts';
import { ConfigError } from '../../config/config-error.ts';
import { systemClock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import { replaceIfGiven } from '../../rest/row-changes.ts';
import { serviceExists, serviceKey } from '../../rest/service-scope.ts';
import { countExpired } from '../../retention/count-expired.ts';
import { findPolicy } from '../../retention/store.ts';
import { openSnapshot } from '../../storage/snapshot.ts';
import type { Reader } from '../../storage/storage.ts';
import { assertSid } from '../assert-sid.ts';
import type { CommandInput } from '../command.ts';
import { decodeArgument } from '../decode-argument.ts';
import { formatTable } from '../terminal/format-table.ts';
import { findAccount } from '../transfer/find-account.ts';
import { type PeriodFlag, parsePeriods } from './parse-periods.ts';

const { StartDate } = listAuditEntries.parameters;

/** `colloquy retention dry-run`: counts what a retention would delete, in one snapshot of the database. */
export async function dryRun({
  settings,
  flags,
  output,
}: CommandInput<'service' | 'at' | PeriodFlag>): Promise<void> {
  assertSid('service', 'IS', flags.service);
  const given = parsePeriods(flags);
  const now =
    flags.at === undefined ? systemClock.now() : decodeArgument('--at', flags.at, StartDate.codec).getTime();
  const config = parseConfig(settings);
  await using snapshot = await openSnapshot(config.databaseUrl);
  const service = await findService(snapshot, await findAccount(snapshot, config), flags.service);
  const set = await snapshot.one(findPolicy, { service_id: service.id });
  const periods = {
    closed_conversations: replaceIfGiven(given.closedConversations, set?.closed_conversations ?? null),
    messages: replaceIfGiven(given.messages, set?.messages ?? null),
    media: replaceIfGiven(given.media, set?.media ?? null),
  };
  const counts = await countExpired(snapshot, service.id, periods, now);
  const rows = retentionKinds.map((kind) => [
    kind.replace('_', ' '),
    periods[kind] ?? 'kept permanently',
    counts[kind].toLocaleString('en'),
  ]);
  output.result(
    { chat_service_sid: service.sid, date: instant(now), periods, expired: counts },
    `${service.sid} on ${instant(now)}\n\n${formatTable([['OBJECTS', 'KEPT FOR', 'EXPIRED'], ...rows])}`,
  );
}

/** The service of the flag, else the default one of the account. */
async function findService(reader: Reader, accountSid: string, given: string | undefined) {
  const sid = given ?? (await reader.one(findDefaultService, { sid: accountSid }))?.service_sid;
  if (sid === undefined) throw new ConfigError(`${accountSid} has no default service yet.`);
  const found = await reader.one(serviceExists, serviceKey({ accountSid, chatServiceSid: sid }));
  if (found === undefined) throw new ConfigError(`${accountSid} has no service ${sid}.`);
  return { id: found.id, sid };
}
