import type { Client } from '@colloquy/client';
import type { PostActionEvent } from '@colloquy/contract';

/** Makes an event happen in a new conversation. */
type Fixture = (client: Client, conversation: string) => Promise<unknown>;

/** Requests with it trigger webhooks, so only the one that makes the event happen has it. */
const withWebhooks = { xTwilioWebhookEnabled: true } as const;

type Webhooks = Partial<typeof withWebhooks>;

const addMessage = (client: Client, conversation: string, webhooks: Webhooks = {}) =>
  client.createConversationMessage(conversation, {
    author: 'fixture',
    body: 'A message of a fixture',
    ...webhooks,
  });
const addParticipant = (client: Client, conversation: string, webhooks: Webhooks = {}) =>
  client.createConversationParticipant(conversation, { identity: 'fixture', ...webhooks });
/** Unique, and recognizable as made by a fixture. */
const newUser = (conversation: string) => ({ identity: `fixture-${conversation}` });

/** A telephone number for each conversation: a pair of addresses is in one conversation only. */
const addressOf = (conversation: string): string =>
  `+1555${String(Number.parseInt(conversation.slice(-6), 16) % 10_000_000).padStart(7, '0')}`;

/** What happens to the conversation that all other fixtures happen in. */
const createdWithWebhooks: readonly PostActionEvent[] = ['onConversationAdded'];

const fixtures: Readonly<Partial<Record<PostActionEvent, Fixture>>> = {
  onConversationAdded: async () => {},
  onConversationUpdated: (client, conversation) =>
    client.updateConversation(conversation, { friendlyName: 'Renamed by a fixture', ...withWebhooks }),
  onConversationRemoved: (client, conversation) => client.deleteConversation(conversation, withWebhooks),
  onConversationStateUpdated: (client, conversation) =>
    client.updateConversation(conversation, { state: 'closed', ...withWebhooks }),
  onMessageAdded: (client, conversation) => addMessage(client, conversation, withWebhooks),
  onMessageUpdated: async (client, conversation) => {
    const { sid } = await addMessage(client, conversation);
    await client.updateConversationMessage(conversation, sid, { body: 'An edited message', ...withWebhooks });
  },
  onMessageRemoved: async (client, conversation) => {
    const { sid } = await addMessage(client, conversation);
    await client.deleteConversationMessage(conversation, sid, withWebhooks);
  },
  onParticipantAdded: (client, conversation) => addParticipant(client, conversation, withWebhooks),
  onParticipantUpdated: async (client, conversation) => {
    const { sid } = await addParticipant(client, conversation);
    await client.updateConversationParticipant(conversation, sid, {
      attributes: '{"changed_by":"fixture"}',
      ...withWebhooks,
    });
  },
  onParticipantRemoved: async (client, conversation) => {
    const { sid } = await addParticipant(client, conversation);
    await client.deleteConversationParticipant(conversation, sid, withWebhooks);
  },
  onDeliveryUpdated: async (client, conversation) => {
    await client.createConversationParticipant(conversation, {
      messagingBindingAddress: addressOf(conversation),
      messagingBindingProxyAddress: '+15550199',
    });
    // The simulator reports the delivery, and what it reports always triggers webhooks.
    await addMessage(client, conversation);
  },
  onUserAdded: (client, conversation) => client.createUser({ ...newUser(conversation), ...withWebhooks }),
  onUserUpdated: async (client, conversation) => {
    const { sid } = await client.createUser(newUser(conversation));
    await client.updateUser(sid, { friendlyName: 'Renamed by a fixture', ...withWebhooks });
  },
};

/** The events that a fixture can make happen. */
export const fixtureNames: readonly string[] = Object.keys(fixtures);

/** Makes an event happen. Resolves with the conversation; undefined for an event without a fixture. */
export async function runFixture(client: Client, event: PostActionEvent): Promise<string | undefined> {
  const fixture = fixtures[event];
  if (fixture === undefined) return undefined;
  const { sid } = await client.createConversation({
    friendlyName: `Fixture of ${event}`,
    ...(createdWithWebhooks.includes(event) && withWebhooks),
  });
  await fixture(client, sid);
  return sid;
}
