import { ApiError, inboundOperation } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { parameterSources } from '../../http/parameter-sources.ts';
import { decoder } from '../../rest/decode.ts';
import type { StoreResult } from '../../rest/idempotency/idempotency.ts';
import type { RunIdempotent } from '../../rest/idempotency/run-idempotent.ts';
import type { InboundMessage } from './inbound-message.ts';
import type { ReceivedMessage } from './receive-inbound.ts';

const path = '/colloquy/v1/inbound';

interface InboundOptions {
  readonly receiveInbound: (
    accountSid: string,
    inbound: InboundMessage,
    storeResult?: StoreResult,
  ) => Promise<ReceivedMessage | undefined>;
  readonly runIdempotent: RunIdempotent;
}

/** Mounts the endpoint that injects a message from a channel, which was sent to one of your addresses. */
export function mountInbound(
  server: FastifyInstance,
  { receiveInbound, runIdempotent }: InboundOptions,
): void {
  const decode = decoder(inboundOperation);
  server.post(path, async (request, reply) => {
    if (request.principal === undefined) throw new Error('Invariant violated: request without a principal');
    const { accountSid } = request.principal;
    const inbound = decode(parameterSources(request));
    const received = await runIdempotent(
      request,
      reply,
    )({
      accountSid,
      request: [path, inbound],
      run: (storeResult) => receiveInbound(accountSid, inbound, storeResult),
    });
    if (received === undefined)
      throw new ApiError(20404, `conversation of ${inbound.from} with ${inbound.to}`);
    return reply.code(201).send({
      account_sid: accountSid,
      chat_service_sid: received.serviceSid,
      conversation_sid: received.conversationSid,
      participant_sid: received.participantSid,
      message_sid: received.messageSid,
      conversation_created: received.conversationCreated,
    });
  });
}
