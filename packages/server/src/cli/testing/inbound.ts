import { injectInboundMessage } from '@colloquy/contract';
import { UsageError } from '../../config/config-error.ts';
import { toApiJson } from '../api-json.ts';
import type { CommandInput } from '../command.ts';
import { connect } from '../connection/connect.ts';
import { decodeArgument } from '../decode-argument.ts';

const { From, To, Recipient } = injectInboundMessage.parameters;

/** `colloquy inbound --from ADDRESS --to ADDRESS`: creates a message as another channel would deliver it. */
export async function injectInbound(
  input: CommandInput<'from' | 'to' | 'body' | 'media-sid' | 'attributes' | 'url', 'recipient'>,
): Promise<void> {
  const { from, to, body, 'media-sid': mediaSid, attributes } = input.flags;
  if (from === undefined || to === undefined)
    throw new UsageError('inbound needs --from ADDRESS and --to ADDRESS.');
  const parameters = {
    from: decodeArgument('--from', from, From.codec),
    to: decodeArgument('--to', to, To.codec),
    recipient: input.lists.recipient?.map((each) => decodeArgument('--recipient', each, Recipient.codec)),
    body,
    mediaSid,
    attributes,
  };
  const reply = await connect(input).call((client) => client.injectInboundMessage(parameters));
  const conversation = reply.conversationCreated ? 'the new conversation' : 'the conversation';
  input.output.result(
    toApiJson(injectInboundMessage.reply.properties, reply),
    `Added the message ${reply.messageSid} to ${conversation} ${reply.conversationSid}.`,
  );
}
