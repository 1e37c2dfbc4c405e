import { ApiError, injectInboundMessage } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { mountEndpoint } from '../../http/mount-endpoint.ts';
import type { RunIdempotent } from '../../rest/idempotency/run-idempotent.ts';
import { type InjectDeps, injectMessage } from './inject-message.ts';

interface InboundOptions {
  readonly deps: InjectDeps;
  readonly runIdempotent: RunIdempotent;
}

/** Mounts the endpoint that injects a message from a channel, which was sent to one of your addresses. */
export function mountInbound(server: FastifyInstance, { deps, runIdempotent }: InboundOptions): void {
  mountEndpoint(server, injectInboundMessage, async ({ accountSid, parameters: inbound, request, reply }) => {
    const received = await runIdempotent(
      request,
      reply,
    )({
      accountSid,
      request: [injectInboundMessage.path, inbound],
      run: (storeResult) => injectMessage(deps, accountSid, inbound, storeResult),
    });
    if (received === undefined)
      throw new ApiError(20404, `conversation of ${inbound.from} with ${inbound.to}`);
    return {
      account_sid: accountSid,
      chat_service_sid: received.serviceSid,
      conversation_sid: received.conversationSid,
      participant_sid: received.participantSid,
      message_sid: received.messageSid,
      conversation_created: received.conversationCreated,
    };
  });
}
