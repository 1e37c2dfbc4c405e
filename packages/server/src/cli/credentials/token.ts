import { createToken as createTokenOperation } from '@colloquy/contract';
import { UsageError } from '../../config/config-error.ts';
import type { CommandInput } from '../command.ts';
import { connect } from '../connection/connect.ts';
import { decodeArgument } from '../decode-argument.ts';

const { Identity, ServiceSid, Ttl } = createTokenOperation.parameters;

/** `colloquy token --identity NAME`: prints an access token and nothing else, so that scripts can use it. */
export async function createToken(
  input: CommandInput<'identity' | 'service' | 'ttl' | 'url'>,
): Promise<void> {
  const { identity, service, ttl } = input.flags;
  if (identity === undefined || identity === '') throw new UsageError('token needs --identity NAME.');
  const parameters = {
    identity: decodeArgument('--identity', identity, Identity.codec),
    serviceSid: service === undefined ? undefined : decodeArgument('--service', service, ServiceSid.codec),
    ttl: ttl === undefined ? undefined : decodeArgument('--ttl', ttl, Ttl.codec),
  };
  const created = await connect(input).call((client) => client.createToken(parameters));
  const { token, serviceSid: service_sid, dateExpires: date_expires } = created;
  const reply = { token, identity: created.identity, service_sid, date_expires };
  input.output.result(reply, token);
}
