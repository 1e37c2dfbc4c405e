import { useMutation, useMutationState, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useService } from '../../api/service.ts';

export interface NewMessage {
  /** Empty for the default author, `system`. */
  readonly author: string;
  readonly body: string;
  /** So that a request that is repeated creates one message. */
  readonly idempotencyKey: string;
}

const sendKey = (conversationSid: string) => [...queryKeys.messages(conversationSid), 'send'];

/** Sends messages to a conversation, each after those before it. */
export function useSendMessage(conversationSid: string) {
  const client = useClient();
  const service = useService();
  const queryClient = useQueryClient();
  return useMutation({
    mutationKey: sendKey(conversationSid),
    scope: { id: sendKey(conversationSid).join() },
    mutationFn: ({ author, body, idempotencyKey }: NewMessage) =>
      client.createServiceConversationMessage(
        service.sid,
        conversationSid,
        { author: author || undefined, body, xTwilioWebhookEnabled: true },
        { idempotencyKey },
      ),
    // It stays pending until the list has it, so that it does not disappear in between.
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.messages(conversationSid) }),
  });
}

/** The messages of this page that the server has not confirmed yet. */
export const usePendingMessages = (conversationSid: string): readonly NewMessage[] =>
  useMutationState({
    filters: { mutationKey: sendKey(conversationSid), status: 'pending' },
    select: ({ state }) => state.variables as NewMessage, // The variables of the mutation with this key.
  });
