import type { Client } from '@colloquy/client';
import { fetchRetention, retentionKinds } from '@colloquy/contract';
import { UsageError } from '../../config/config-error.ts';
import { toApiJson } from '../api-json.ts';
import { assertSid } from '../assert-sid.ts';
import type { CommandInput } from '../command.ts';
import type { CallServer } from '../connection/call-server.ts';
import { connect } from '../connection/connect.ts';
import { formatTable } from '../terminal/format-table.ts';
import { type PeriodFlag, parsePeriods } from './parse-periods.ts';

type RetentionInput = CommandInput<'service' | 'url'>;

/** `colloquy retention set`. */
export async function setRetention(input: CommandInput<'service' | 'url' | PeriodFlag>): Promise<void> {
  const periods = parsePeriods(input.flags);
  if (Object.values(periods).every((period) => period === undefined))
    throw new UsageError('retention set needs --messages, --closed-conversations or --media.');
  await run(input, (client, service) => client.updateRetention(service, periods));
}

/** `colloquy retention show`. */
export const showRetention = (input: RetentionInput): Promise<void> =>
  run(input, (client, service) => client.fetchRetention(service));

/** `colloquy retention unset`. */
export const unsetRetention = (input: RetentionInput): Promise<void> =>
  run(input, async (client, service) => {
    // A service without retention replies that there is none to delete.
    if ((await client.fetchRetention(service)).dateUpdated !== null) await client.deleteRetention(service);
    return client.fetchRetention(service);
  });

async function run(
  input: RetentionInput,
  work: (client: Client, service: string) => ReturnType<Client['fetchRetention']>,
): Promise<void> {
  const { call } = connect(input);
  const service = await serviceOf(input, call);
  const retention = toApiJson(fetchRetention.reply.properties, await call((client) => work(client, service)));
  const rows = retentionKinds.map((kind) => [
    kind.replace('_', ' '),
    String(retention[kind] ?? 'kept permanently'),
  ]);
  input.output.result(retention, `${service}\n\n${formatTable(rows)}`);
}

async function serviceOf({ flags: { service } }: RetentionInput, call: CallServer): Promise<string> {
  assertSid('service', 'IS', service);
  return service ?? (await call((client) => client.fetchConfiguration())).defaultChatServiceSid;
}
