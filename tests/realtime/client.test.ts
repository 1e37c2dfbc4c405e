import { type Colloquy, startColloquy } from '@colloquy/testkit';
import type {
  Conversation,
  ConversationUpdatedEventArgs,
  Message,
  MessageUpdatedEventArgs,
  Participant,
  ParticipantUpdatedEventArgs,
  UserUpdatedEventArgs,
} from '@twilio/conversations';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { closeClientsAfterEach, connectClient, nextEvent } from './support/real-time-client.ts';

describe.each(engines)('the official client on %s', (engine) => {
  let colloquy: Colloquy;
  let call: HttpCaller;
  let service: string;
  closeClientsAfterEach();
  beforeAll(async () => {
    colloquy = await startColloquy({ databaseUrl: (await createDatabase(engine)).url });
    call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
    service = (await call('POST', '/v1/Services', { FriendlyName: 'Chat' })).body.sid;
  });
  afterAll(() => colloquy.stop());

  const connect = async (identity: string) =>
    connectClient(colloquy.baseUrl, await colloquy.token({ identity, serviceSid: service }));

  /** Two users who are connected, in one conversation that the first has created. */
  async function connectTwo() {
    const [alice, bob] = await Promise.all([connect('alice'), connect('bob')]);
    const own = await alice.createConversation({ friendlyName: 'Room', attributes: { a: 1 } });
    const joined = nextEvent<Conversation>(alice, 'conversationJoined');
    await own.join();
    await joined;
    await own.getParticipants();
    const added = nextEvent<Conversation>(bob, 'conversationJoined');
    const seen = nextEvent<Participant>(alice, 'participantJoined', ({ identity }) => identity === 'bob');
    await own.add('bob');
    await seen;
    const others = await added;
    await others.getParticipants();
    return { alice, bob, own, others };
  }

  test('users see each other join, and what a conversation is', async () => {
    const { own, others } = await connectTwo();
    expect(others).toMatchObject({
      sid: own.sid,
      friendlyName: 'Room',
      attributes: { a: 1 },
      status: 'joined',
    });
    expect((await others.getParticipants()).map(({ identity }) => identity)).toEqual(['alice', 'bob']);
    expect(await own.getParticipantsCount()).toBe(2);
  });

  test('a message arrives with its text, and so do its changes and its removal', async () => {
    const { bob, own } = await connectTwo();
    const added = nextEvent<Message>(bob, 'messageAdded');
    await own.sendMessage('grüße\n😀', { k: 'v' });
    expect(await added).toMatchObject({ body: 'grüße\n😀', attributes: { k: 'v' }, index: 0 });
    const [sent] = (await own.getMessages()).items;
    const updated = nextEvent<MessageUpdatedEventArgs>(bob, 'messageUpdated');
    await sent?.updateBody('changed');
    expect((await updated).message.body).toBe('changed');
    const removed = nextEvent<Message>(bob, 'messageRemoved');
    await sent?.remove();
    expect((await removed).index).toBe(0);
  });

  test('a change by the REST API arrives as one by a client does', async () => {
    const { bob, own } = await connectTwo();
    const added = nextEvent<Message>(bob, 'messageAdded');
    const path = `/v1/Services/${service}/Conversations/${own.sid}`;
    await call('POST', `${path}/Messages`, { Body: 'from the back end', Author: 'support' });
    expect(await added).toMatchObject({ body: 'from the back end', author: 'support' });
    const renamed = nextEvent<ConversationUpdatedEventArgs>(bob, 'conversationUpdated', ({ updateReasons }) =>
      updateReasons.includes('friendlyName'),
    );
    await call('POST', path, { FriendlyName: 'Renamed' });
    expect((await renamed).conversation.friendlyName).toBe('Renamed');
  });

  test('typing, read horizons and unread counts reach the others', async () => {
    const { alice, bob, own, others } = await connectTwo();
    const typing = nextEvent<Participant>(bob, 'typingStarted');
    await own.typing();
    expect((await typing).identity).toBe('alice');
    const message = nextEvent<Message>(bob, 'messageAdded');
    await own.sendMessage('one');
    await message;
    const read = nextEvent<ParticipantUpdatedEventArgs>(
      alice,
      'participantUpdated',
      ({ participant }) => participant.lastReadMessageIndex === 0,
    );
    expect(await others.setAllMessagesRead()).toBe(0);
    expect((await read).participant.identity).toBe('bob');
    await own.sendMessage('two');
    expect(await others.getUnreadMessagesCount()).toBe(1);
  });

  test('media are uploaded, sent together, and read by the others', async () => {
    const { bob, own } = await connectTwo();
    const added = nextEvent<Message>(bob, 'messageAdded');
    const file = (text: string) => ({
      contentType: 'text/plain',
      filename: `${text}.txt`,
      media: Buffer.from(text),
    });
    await own
      .prepareMessage()
      .setBody('two files')
      .addMedia(file('first'))
      .addMedia(file('second'))
      .build()
      .send();
    const { body, attachedMedia } = await added;
    expect(body).toBe('two files');
    expect(attachedMedia?.map(({ filename, size }) => [filename, size])).toEqual([
      ['first.txt', 5],
      ['second.txt', 6],
    ]);
    const url = await attachedMedia?.[1]?.getContentTemporaryUrl();
    expect(await (await fetch(url ?? '')).text()).toBe('second');
  });

  test('a user is shown to others as they change', async () => {
    const { alice, bob } = await connectTwo();
    const seen = await alice.getUser('bob');
    expect(seen.identity).toBe('bob');
    const updated = nextEvent<UserUpdatedEventArgs>(alice, 'userUpdated');
    await bob.user.updateFriendlyName('Bob');
    expect((await updated).user.friendlyName).toBe('Bob');
  });

  test('a user who leaves, and all when the conversation is deleted, are told', async () => {
    const { alice, bob, own, others } = await connectTwo();
    const left = nextEvent<Participant>(alice, 'participantLeft');
    const ownLeft = nextEvent<Conversation>(bob, 'conversationLeft');
    await others.leave();
    expect((await left).identity).toBe('bob');
    await ownLeft;
    const removed = nextEvent<Conversation>(alice, 'conversationRemoved');
    await own.delete();
    expect((await removed).sid).toBe(own.sid);
  });

  test('an error of the pipeline reaches the app with its status and code', async () => {
    const alice = await connect('alice');
    const uniqueName = `taken on ${engine}`;
    await alice.createConversation({ uniqueName });
    await expect(alice.createConversation({ uniqueName })).rejects.toMatchObject({
      status: 409,
      body: { code: 50353 },
    });
  });
});
