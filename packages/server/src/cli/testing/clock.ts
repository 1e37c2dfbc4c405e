import type { Client } from '@colloquy/client';
import { advanceClock as advanceOperation, fetchClock } from '@colloquy/contract';
import { toApiJson } from '../api-json.ts';
import type { CommandInput } from '../command.ts';
import { describeReply } from '../connection/call-server.ts';
import { connect } from '../connection/connect.ts';
import { decodeArgument } from '../decode-argument.ts';

type ClockInput = CommandInput<'url'>;

/** `colloquy clock now`. */
export const showClock = (input: ClockInput): Promise<void> => run(input, (client) => client.fetchClock());

/** `colloquy clock advance DURATION`. @throws UsageError for what is not a duration. */
export async function advanceClock(input: ClockInput, text: string): Promise<void> {
  const duration = decodeArgument('DURATION', text, advanceOperation.parameters.Duration.codec);
  await run(input, (client) => client.advanceClock({ duration }));
}

/** `colloquy clock freeze`. */
export const freezeClock = (input: ClockInput): Promise<void> => run(input, (client) => client.freezeClock());

/** `colloquy clock resume`. */
export const resumeClock = (input: ClockInput): Promise<void> => run(input, (client) => client.resumeClock());

async function run(
  input: ClockInput,
  work: (client: Client) => ReturnType<Client['fetchClock']>,
): Promise<void> {
  const { call } = connect(input, (error) =>
    error.status === 404 ? 'has no test clock. Start it with COLLOQUY_TEST_CLOCK=1.' : describeReply(error),
  );
  const clock = await call(work);
  input.output.result(
    toApiJson(fetchClock.reply.properties, clock),
    `${clock.now.toISOString()}${clock.frozen ? ' (frozen)' : ''}`,
  );
}
