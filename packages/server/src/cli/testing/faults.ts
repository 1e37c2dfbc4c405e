import type { Client } from '@colloquy/client';
import { createFault, fetchFaults } from '@colloquy/contract';
import { UsageError } from '../../config/config-error.ts';
import { toApiJson } from '../api-json.ts';
import type { CommandInput } from '../command.ts';
import { describeReply } from '../connection/call-server.ts';
import { connect } from '../connection/connect.ts';
import { decodeArgument } from '../decode-argument.ts';
import { formatTable } from '../terminal/format-table.ts';

type FaultFlag =
  | 'kind'
  | 'operation'
  | 'probability'
  | 'count'
  | 'status'
  | 'retry-after'
  | 'delay-ms'
  | 'url';
type Fault = Awaited<ReturnType<Client['createFault']>>;

/** `colloquy faults add --kind KIND`: makes something fail until the faults are cleared. */
export async function addFault(input: CommandInput<FaultFlag>): Promise<void> {
  const { flags } = input;
  const { Kind, Probability, Count, Status, RetryAfter, DelayMs } = createFault.parameters;
  if (flags.kind === undefined) throw new UsageError('faults add needs --kind KIND.');
  const decode = <Value>(flag: FaultFlag, codec: Parameters<typeof decodeArgument<Value>>[2]) => {
    const text = flags[flag];
    return text === undefined ? undefined : decodeArgument(`--${flag}`, text, codec);
  };
  const fault = {
    kind: decodeArgument('--kind', flags.kind, Kind.codec),
    operation: flags.operation,
    probability: decode('probability', Probability.codec),
    count: decode('count', Count.codec),
    status: decode('status', Status.codec),
    retryAfter: decode('retry-after', RetryAfter.codec),
    delayMs: decode('delay-ms', DelayMs.codec),
  };
  const created = await callServer(input)((client) => client.createFault(fault));
  input.output.result(toApiJson(createFault.reply.properties, created), formatFaults([created]));
}

/** `colloquy faults list`. */
export async function printFaults(input: CommandInput<'url'>): Promise<void> {
  const list = await callServer(input)((client) => client.fetchFaults());
  const text = list.faults.length === 0 ? 'There are no faults.' : formatFaults(list.faults);
  input.output.result(toApiJson(fetchFaults.reply.properties, list), text);
}

/** `colloquy faults clear`. */
export async function clearFaults(input: CommandInput<'url'>): Promise<void> {
  await callServer(input)((client) => client.deleteFaults());
  input.output.result({ cleared: true }, 'Nothing fails any more.');
}

const callServer = (input: CommandInput<'url'>) =>
  connect(input, (error) =>
    error.status === 404
      ? 'does not inject faults. Start it with COLLOQUY_TEST_TOOLS=1.'
      : describeReply(error),
  ).call;

const formatFaults = (faults: readonly Fault[]): string =>
  formatTable(
    faults.map(({ kind, operation, probability, remaining, hitCount }) => [
      kind,
      operation ?? 'everything',
      `probability ${probability}`,
      remaining === null ? 'no limit' : `${remaining} left`,
      `hits: ${hitCount}`,
    ]),
  );
