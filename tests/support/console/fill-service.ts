import type { Client } from '@colloquy/client';

/** A picture of one pixel. */
const pixel = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='),
  (character) => character.charCodeAt(0),
);

/** Creates a service with something for every page to show; returns the SIDs that addresses need. */
export async function fillService(client: Client): Promise<{ service: string; conversation: string }> {
  const { sid: service } = await client.createService({ friendlyName: 'Support' });
  const { sid: conversation } = await client.createServiceConversation(service, {
    friendlyName: 'A parcel is late',
    uniqueName: 'order-17',
    attributes: '{"order":17}',
    timersInactive: 'PT15M',
  });
  await client.createServiceConversationParticipant(service, conversation, { identity: 'alice' });
  await client.createServiceConversationParticipant(service, conversation, {
    messagingBindingAddress: '+15550100177',
    messagingBindingProxyAddress: '+15550100100',
  });
  const { sid: mediaSid } = await client.createMedia(service, new Blob([pixel], { type: 'image/png' }), {
    filename: 'parcel.png',
  });
  await client.createServiceConversationMessage(service, conversation, {
    author: 'alice',
    body: 'Where is it?',
  });
  await client.createServiceConversationMessage(service, conversation, { author: 'alice', mediaSid });
  await client.createServiceConversation(service, { friendlyName: 'Done', state: 'inactive' });
  return { service, conversation };
}
