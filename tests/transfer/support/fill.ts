import type { Client } from '@colloquy/client';

/** At least one object of every kind that requests can create, with values that are easily lost. */
export async function fill(client: Client) {
  const { sid: service } = await client.createService({ friendlyName: 'Support “desk”' });
  await client.updateConfiguration({ defaultChatServiceSid: service, defaultInactiveTimer: 'PT20M' });
  await client.updateConfigurationWebhook({
    postWebhookUrl: 'https://example.com/hook',
    filters: ['onMessageAdded'],
  });
  await client.updateServiceWebhookConfiguration(service, { preWebhookUrl: 'https://example.com/pre' });
  await client.updateServiceNotification(service, { logEnabled: true, newMessageEnabled: true });
  await client.createCredential({ type: 'fcm', friendlyName: 'push', secret: 'of-the-push-service' });
  const { sid: address } = await client.createConfigurationAddress({ type: 'sms', address: '+15550199' });
  await client.createRole({ friendlyName: 'guest', type: 'conversation', permission: ['sendMessage'] });
  const room = await client.createConversation({
    uniqueName: 'order-1',
    attributes: '{ "z": 1, "a":"\\u00e9  é" }',
    timersClosed: 'P30D',
    dateCreated: new Date('2020-01-02T03:04:05.678Z'),
  });
  const alice = await client.createConversationParticipant(room.sid, { identity: 'alice' });
  await client.createConversationParticipant(room.sid, {
    messagingBindingAddress: '+15550100',
    messagingBindingProxyAddress: '+15550199',
  });
  const upload = await client.createMedia(
    service,
    new Blob([Uint8Array.of(0, 10, 255, 13)], { type: 'image/png' }),
  );
  const bodies = ['line\nbreak \u2028 ?', 'deleted', '😀 \ud7ff'];
  for (const body of bodies) await client.createConversationMessage(room.sid, { body, author: 'alice' });
  await client.createConversationMessage(room.sid, {
    mediaSid: upload.sid,
    author: 'alice',
    subject: 'A picture',
  });
  const last = await client.createConversationMessage(room.sid, { body: 'last', author: '+15550100' });
  // Gaps between indexes, and one at the end.
  const second = (await client.listConversationMessage(room.sid))[1];
  for (const sid of [second?.sid, last.sid])
    if (sid !== undefined) await client.deleteConversationMessage(room.sid, sid);
  await client.updateConversationParticipant(room.sid, alice.sid, { lastReadMessageIndex: 2 });
  await client.updateServiceUserConversation(service, 'alice', room.sid, { notificationLevel: 'muted' });
  await client.createConversationScopedWebhook(room.sid, {
    target: 'webhook',
    configurationUrl: 'https://example.com/room',
    configurationFilters: ['onMessageAdded'],
  });
  const other = await client.createConversation({ friendlyName: 'Other', state: 'inactive' });
  await client.createConversationParticipant(other.sid, { identity: 'bob' });
  await client.updateConversation(other.sid, { state: 'closed' });
  return { service, room: room.sid, other: other.sid, media: upload.sid, address };
}
