import { createClient } from '@colloquy/client';
import { execute, queryRows } from '../../support/engines/database-contents.ts';

/** Every text of the person has this word, and no other text does. */
export const needle = 'zq7quince';
export const identity = 'Zq7Quince Zoe';
export const email = 'zq7quince.Zoe@example.com';

/** The files of the people in a server's default service, and what a test needs to find them again. */
export async function fill(
  server: Parameters<typeof createClient>[0],
  databaseUrl: string,
  webhookUrl: string,
) {
  const client = createClient(server);
  const service = (await client.createService({ friendlyName: 'desk' })).sid;
  await client.updateConfiguration({ defaultChatServiceSid: service });
  await client.updateConfigurationWebhook({
    postWebhookUrl: webhookUrl,
    filters: ['onMessageAdded', 'onParticipantAdded', 'onUserUpdated', 'onConversationUpdated'],
  });
  const hooked = { xTwilioWebhookEnabled: true } as const;
  const user = await client.createUser({
    identity,
    friendlyName: 'Zq7Quince name',
    attributes: '{"a":"zq7quince user"}',
  });
  await client.updateUser(user.sid, { friendlyName: 'Zq7Quince other name', ...hooked });

  const room = await client.createConversation({ uniqueName: 'room', friendlyName: identity });
  const zoe = await client.createConversationParticipant(room.sid, {
    identity,
    attributes: '{"b":"zq7quince member"}',
    ...hooked,
  });
  await client.createConversationParticipant(room.sid, { identity: 'bob' });
  const upload = await client.createMedia(service, new Blob(['zq7quince content'], { type: 'text/plain' }));
  await client.createConversationMessage(room.sid, { body: 'from bob', author: 'bob', ...hooked });
  await client.createConversationMessage(
    room.sid,
    { body: 'Zq7Quince first', author: identity, attributes: '{"c":"zq7quince message"}', ...hooked },
    { idempotencyKey: 'retry-1' },
  );
  const edited = await client.createConversationMessage(room.sid, {
    body: 'zq7quince draft',
    author: identity,
  });
  await client.updateConversationMessage(room.sid, edited.sid, { body: 'zq7quince edited', ...hooked });
  const file = await client.createConversationMessage(room.sid, { mediaSid: upload.sid, author: identity });
  const gone = await client.createConversationMessage(room.sid, {
    body: 'zq7quince deleted',
    author: identity,
  });
  await client.deleteConversationMessage(room.sid, gone.sid);
  await client.createConversationMessage(room.sid, { body: 'bob again', author: 'bob' });

  // A conversation that she has left, whose message names only her participant.
  const left = await client.createConversation({ uniqueName: 'left' });
  const former = await client.createConversationParticipant(left.sid, { identity });
  const renamed = await client.createConversationMessage(left.sid, {
    body: 'zq7quince renamed',
    author: identity,
  });
  await client.updateConversationMessage(left.sid, renamed.sid, { author: 'zq7quince alias' });
  await client.deleteConversationParticipant(left.sid, former.sid);

  // The same person by e-mail.
  const mail = await client.createConversation({ uniqueName: 'mail' });
  await client.createConversationParticipant(mail.sid, {
    messagingBindingAddress: email,
    messagingBindingType: 'email',
    messagingBindingName: 'Zq7Quince by mail',
  });
  await client.createConversationMessage(mail.sid, { body: 'zq7quince mail', author: email });
  await client.createConversationMessage(mail.sid, { body: 'to her', author: 'bob' });

  const other = await client.createConversation({ uniqueName: 'other' });
  await client.createConversationParticipant(other.sid, { identity: 'bob' });
  await client.createConversationMessage(other.sid, { body: 'only bob', author: 'bob' });
  const [row] = await queryRows(databaseUrl, `SELECT id FROM service WHERE sid = '${service}'`);
  await execute(
    databaseUrl,
    `INSERT INTO binding VALUES (${row?.['id']}, 'BS${'1'.repeat(32)}', '${identity}', 'fcm', 'zq7quince-device',
      NULL, '[]', '2024-01-01T00:00:00.000Z', '2024-01-01T00:00:00.000Z')`,
  );
  return {
    client,
    service,
    room: room.sid,
    left: left.sid,
    mail: mail.sid,
    other: other.sid,
    zoe: zoe.sid,
    file: file.sid,
    media: upload.sid,
  };
}
