import { ApiError, type inboundOperation, type ValuesOf } from '@colloquy/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RunIdempotent } from '../../rest/idempotency/idempotent-work.ts';
import type { TransactionRunner } from '../../storage/storage.ts';
import type { InboundMessage } from './inbound-message.ts';
import type { ReceivedMessage } from './receive-inbound.ts';

const path = '/colloquy/v1/inbound';

export interface InboundOptions {
  readonly decode: (request: FastifyRequest) => ValuesOf<(typeof inboundOperation)['parameters']>;
  /** @param replayed whether it was received before; nobody is asked about it then. */
  readonly receiveInbound: (
    accountSid: string,
    inbound: InboundMessage,
    units: TransactionRunner,
    replayed: boolean,
  ) => Promise<ReceivedMessage | undefined>;
  readonly runIdempotent: RunIdempotent;
}

/** Where a channel, or a test in its place, hands in a message that somebody sent to one of your addresses. */
export function mountInbound(
  server: FastifyInstance,
  { decode, receiveInbound, runIdempotent }: InboundOptions,
): void {
  server.post(path, async (request, reply) => {
    if (request.principal === undefined) throw new Error('A hook was to authenticate this request.');
    const { accountSid } = request.principal;
    const inbound = decode(request);
    const received = await runIdempotent(
      request,
      reply,
    )({
      accountSid,
      asked: [path, inbound],
      perform: (units, replayed) => receiveInbound(accountSid, inbound, units, replayed),
    });
    if (received === undefined)
      throw new ApiError(20404, `conversation of ${inbound.from} with ${inbound.to}`);
    const { message, serviceSid, conversationCreated } = received;
    return reply.code(201).send({
      account_sid: accountSid,
      chat_service_sid: serviceSid,
      conversation_sid: message.conversation_sid,
      participant_sid: message.participant_sid,
      message_sid: message.sid,
      conversation_created: conversationCreated,
    });
  });
}
