import { startColloquy } from '@colloquy/testkit';
import type { Message } from '@twilio/conversations';
import { expect, test } from 'vitest';
import { nextEvent } from './scenarios/support/checks.ts';
import { closeClientsAfterEach, connectClient } from './support/real-time-client.ts';

closeClientsAfterEach();

// The client takes most paths from URLs that the server sends, and a few it knows itself.
test.each(['https://chat.example/below/a/path', 'https://chat.example/v1'])(
  'the official client works behind a proxy at %s',
  async (publicUrl) => {
    await using colloquy = await startColloquy({ settings: { COLLOQUY_PUBLIC_URL: publicUrl } });
    const { listeningUrl: baseUrl, accountSid, authToken } = colloquy;
    const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
    const body = new URLSearchParams({ Identity: 'alice' });
    const reply = await fetch(`${baseUrl}/colloquy/v1/Tokens`, {
      method: 'POST',
      headers: { authorization },
      body,
    });
    const { token } = (await reply.json()) as { readonly token: string };
    const client = await connectClient(baseUrl, token);
    const conversation = await client.createConversation({ uniqueName: 'room' });
    const joined = nextEvent(client, 'conversationJoined');
    await conversation.join();
    await joined;
    await conversation.getParticipants();
    const added = nextEvent<Message>(client, 'messageAdded');
    await conversation.sendMessage('hello');
    expect((await added).body).toBe('hello');
    expect((await client.getConversationByUniqueName('room')).sid).toBe(conversation.sid);
    expect((await conversation.getMessages()).items.map(({ index }) => index)).toEqual([0]);
    await client.setPushRegistrationId('fcm', 'device');
  },
);
