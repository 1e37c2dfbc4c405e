import type { Client } from '@colloquy/client';

/** Every object that the API shows, without URLs, by its SID or its path. */
export async function readEverything(client: Client): Promise<ReadonlyMap<string, unknown>> {
  const found = new Map<string, unknown>();
  const add = (name: string, object: object) => found.set(name, withoutUrls(object));
  const addAll = (objects: readonly { readonly sid: string }[]) => {
    for (const each of objects) add(each.sid, each);
  };
  add('configuration', await client.fetchConfiguration());
  add('configuration webhooks', await client.fetchConfigurationWebhook());
  addAll(await client.listCredential());
  addAll(await client.listConfigurationAddress());
  for (const service of await client.listService()) {
    add(service.sid, service);
    const { sid } = service;
    add(`${sid} configuration`, await client.fetchServiceConfiguration(sid));
    add(`${sid} webhooks`, await client.fetchServiceWebhookConfiguration(sid));
    add(`${sid} notifications`, await client.fetchServiceNotification(sid));
    addAll(await client.listServiceRole(sid));
    const users = await client.listServiceUser(sid);
    addAll(users);
    for (const user of users)
      for (const membership of await client.listServiceUserConversation(sid, user.sid))
        add(`${user.sid} in ${membership.conversationSid}`, membership);
    for (const conversation of await client.listServiceConversation(sid)) {
      add(conversation.sid, conversation);
      addAll(await client.listServiceConversationParticipant(sid, conversation.sid));
      addAll(await client.listServiceConversationScopedWebhook(sid, conversation.sid));
      for (const message of await client.listServiceConversationMessage(sid, conversation.sid)) {
        add(message.sid, message);
        if (message.delivery !== null)
          addAll(await client.listServiceConversationMessageReceipt(sid, conversation.sid, message.sid));
        for (const media of message.media ?? []) {
          add(media.sid, await client.fetchMedia(sid, media.sid));
          found.set(`${media.sid} content`, await (await client.fetchMediaContent(sid, media.sid)).text());
        }
      }
    }
  }
  return found;
}

const withoutUrls = (object: object) =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== 'url' && name !== 'links'));
