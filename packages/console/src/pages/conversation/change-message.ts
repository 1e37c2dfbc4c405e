import type { Client, Page } from '@colloquy/client';
import { type InfiniteData, useMutation } from '@tanstack/react-query';
import { useClient } from '../../api/client.ts';
import { type Message, messagesQuery } from '../../api/messages.ts';
import { optimistic } from '../../api/optimistic.ts';
import { useService } from '../../api/service.ts';

/** A change of a message; what is undefined stays as it is. */
export interface MessageUpdate {
  readonly sid: string;
  readonly changes: Pick<
    NonNullable<Parameters<Client['updateServiceConversationMessage']>[3]>,
    'body' | 'attributes'
  >;
}

type Loaded = InfiniteData<Page<Message>>;

/** Changes messages of a conversation, and shows the result at once. */
export function useUpdateMessage(conversationSid: string) {
  const client = useClient();
  const service = useService();
  return useMutation({
    mutationFn: ({ sid, changes }: MessageUpdate) =>
      client.updateServiceConversationMessage(service.sid, conversationSid, sid, {
        ...changes,
        xTwilioWebhookEnabled: true,
      }),
    ...optimistic(
      messagesQuery(client, service.sid, conversationSid).queryKey,
      (loaded: Loaded, { sid, changes: { body, attributes } }: MessageUpdate) =>
        changeItems(loaded, (items) =>
          items.map((item) =>
            item.sid === sid
              ? { ...item, body: body ?? item.body, attributes: attributes ?? item.attributes }
              : item,
          ),
        ),
    ),
  });
}

/** Deletes messages of a conversation by their SIDs, and removes them from the list at once. */
export function useDeleteMessage(conversationSid: string) {
  const client = useClient();
  const service = useService();
  return useMutation({
    mutationFn: (sid: string) =>
      client.deleteServiceConversationMessage(service.sid, conversationSid, sid, {
        xTwilioWebhookEnabled: true,
      }),
    ...optimistic(
      messagesQuery(client, service.sid, conversationSid).queryKey,
      (loaded: Loaded, deleted: string) =>
        changeItems(loaded, (items) => items.filter(({ sid }) => sid !== deleted)),
    ),
  });
}

const changeItems = (loaded: Loaded, change: (items: readonly Message[]) => readonly Message[]): Loaded => ({
  ...loaded,
  pages: loaded.pages.map((page) => ({ ...page, items: change(page.items) })),
});
