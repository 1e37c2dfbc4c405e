import { ApiError, type inboundOperation, type ValuesOf } from '@colloquy/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Inbound, Received } from '../resources/inbound/receive.ts';

const path = '/colloquy/v1/inbound';

export interface InboundOptions {
  readonly decode: (request: FastifyRequest) => ValuesOf<(typeof inboundOperation)['parameters']>;
  readonly receive: (accountSid: string, inbound: Inbound) => Promise<Received | undefined>;
}

/** Where a channel, or a test in its place, hands in a message that somebody sent to one of your addresses. */
export function mountInbound(server: FastifyInstance, { decode, receive }: InboundOptions): void {
  server.post(path, async (request, reply) => {
    if (request.principal === undefined) throw new Error('A hook was to authenticate this request.');
    const inbound = decode(request);
    const received = await receive(request.principal.accountSid, inbound);
    if (received === undefined)
      throw new ApiError(20404, `conversation of ${inbound.from} with ${inbound.to}`);
    const { message, serviceSid, conversationCreated } = received;
    return reply.code(201).send({
      account_sid: request.principal.accountSid,
      chat_service_sid: serviceSid,
      conversation_sid: message.conversation_sid,
      participant_sid: message.participant_sid,
      message_sid: message.sid,
      conversation_created: conversationCreated,
    });
  });
}
