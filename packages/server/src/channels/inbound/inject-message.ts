import type { HandlerDeps } from '../../rest/handler.ts';
import type { StoreResult } from '../../rest/idempotency/idempotency.ts';
import type { InboundMessage } from './inbound-message.ts';
import { type InboundPreview, previewInbound } from './preview-inbound.ts';
import { type PreActionChanges, type ReceivedMessage, receiveInbound } from './receive-inbound.ts';

export interface InjectDeps extends HandlerDeps {
  /**
   * Calls the pre-action webhooks of an inbound message. Resolves with their changes.
   * @throws ApiError 50056 for a message that one of them rejects.
   */
  readonly callPreActions: (
    preview: InboundPreview & { readonly accountSid: string; readonly actor: null },
  ) => Promise<Required<PreActionChanges>['message'] & Required<PreActionChanges>['conversation']>;
}

/** Calls the pre-action webhooks of a message from a channel, and then receives it as {@link receiveInbound} does. */
export async function injectMessage(
  deps: InjectDeps,
  accountSid: string,
  inbound: InboundMessage,
  storeResult?: StoreResult,
): Promise<ReceivedMessage | undefined> {
  const preview = await previewInbound(deps, accountSid, inbound);
  if (preview === undefined) return undefined;
  const changes = await deps.callPreActions({ ...preview, accountSid, actor: null });
  const changesByObject = preview.event === 'onMessageAdd' ? { message: changes } : { conversation: changes };
  return receiveInbound(deps, accountSid, inbound, changesByObject, storeResult);
}
