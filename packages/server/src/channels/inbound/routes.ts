import { type ApiError, injectInboundMessage, toPrintable } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { type EndpointDeps, mountEndpoint } from '../../http/mount-endpoint.ts';
import { resolveDefaultService } from '../../resources/service/default-service.ts';
import { changeContext } from '../../rest/change-context.ts';
import { command } from '../../rest/handler.ts';
import { notFound } from '../../rest/not-found.ts';
import { findReceiver } from './find-receiver.ts';
import type { InboundMessage } from './inbound-message.ts';
import { type InboundPreview, previewInbound } from './preview-inbound.ts';
import { type PreActionChanges, receiveInbound } from './receive-inbound.ts';

/**
 * Calls the pre-action webhooks of an inbound message. Resolves with their changes.
 * @throws ApiError 50056 for a message that one of them rejects.
 */
type CallPreActions = (
  preview: InboundPreview & { readonly accountSid: string; readonly actor: null },
) => Promise<Required<PreActionChanges>['message'] & Required<PreActionChanges>['conversation']>;

/** Mounts the endpoint that injects a message from a channel, which was sent to one of your addresses. */
export function mountInbound(
  server: FastifyInstance,
  deps: EndpointDeps,
  callPreActions: CallPreActions,
): void {
  mountEndpoint(
    server,
    deps,
    injectInboundMessage,
    command({
      async prepare({ accountSid, parameters: inbound }, deps) {
        const defaultServiceSid = await resolveDefaultService(deps, accountSid);
        const preview = await deps.storage.read((reader) =>
          previewInbound(reader, accountSid, defaultServiceSid, inbound),
        );
        if (preview === undefined) throw noReceiver(inbound);
        const changes = await callPreActions({ ...preview, accountSid, actor: null });
        const isMessage = preview.event === 'onMessageAdd';
        return { defaultServiceSid, changes: isMessage ? { message: changes } : { conversation: changes } };
      },
      async load(reader, { accountSid, parameters: inbound }, _deps, { defaultServiceSid, changes }) {
        const receiver = await findReceiver(reader, accountSid, defaultServiceSid, inbound);
        if (receiver === undefined) throw noReceiver(inbound);
        return { receiver, changes };
      },
      run: (transaction, { receiver, changes }, request, deps) =>
        receiveInbound(transaction, receiver, request.parameters, changes, changeContext(request, deps)),
      // Another process has just started the conversation.
      retryAfter: 50416,
      present: (received, { accountSid }) => ({
        account_sid: accountSid,
        chat_service_sid: received.serviceSid,
        conversation_sid: received.conversationSid,
        participant_sid: received.participantSid,
        message_sid: received.messageSid,
        conversation_created: received.conversationCreated,
      }),
    }),
  );
}

const noReceiver = ({ from, to }: InboundMessage): ApiError =>
  notFound(
    injectInboundMessage.path,
    `no open conversation is between ${toPrintable(from)} and ${toPrintable(to)}, and ${toPrintable(to)} starts none`,
  );
