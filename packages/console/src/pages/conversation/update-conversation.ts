import type { Client } from '@colloquy/client';
import { useMutation } from '@tanstack/react-query';
import { useClient } from '../../api/client.ts';
import type { Conversation } from '../../api/conversations.ts';
import { optimistic } from '../../api/optimistic.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useService } from '../../api/service.ts';

/** The changes of a conversation that the console makes; what is undefined stays as it is. */
export type ConversationChanges = Pick<
  NonNullable<Parameters<Client['updateServiceConversation']>[2]>,
  'friendlyName' | 'uniqueName' | 'state' | 'attributes' | 'timersInactive' | 'timersClosed'
>;

/** Changes a conversation, one change after the other, and shows the result at once. */
export function useUpdateConversation(sid: string) {
  const client = useClient();
  const service = useService();
  return useMutation({
    scope: { id: `update ${sid}` },
    mutationFn: (changes: ConversationChanges) =>
      client.updateServiceConversation(service.sid, sid, { ...changes, xTwilioWebhookEnabled: true }),
    ...optimistic(queryKeys.conversation(sid), applyChanges),
  });
}

/** The dates of the timers change when the server has replied: they are by its clock. */
const applyChanges = (
  shown: Conversation,
  { friendlyName, uniqueName, state, attributes }: ConversationChanges,
): Conversation => ({
  ...shown,
  ...(friendlyName !== undefined && { friendlyName }),
  ...(uniqueName !== undefined && { uniqueName }),
  ...(state !== undefined && { state }),
  ...(attributes !== undefined && { attributes }),
});
