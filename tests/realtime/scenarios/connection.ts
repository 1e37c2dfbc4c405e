import type { ConnectionState, State } from '@twilio/conversations';
import type { Scenario } from './support/chat.ts';
import { equal, eventually, matches, nextEvent, rejects } from './support/checks.ts';

export const connection: Readonly<Record<string, Scenario>> = {
  async 'a client connects, is initialized, and shuts down'(chat) {
    const { Client } = chat.environment.sdk;
    const token = await chat.createToken('alice');
    const client = chat.createClient(token);
    const states: ConnectionState[] = [];
    client.on('connectionStateChanged', (state) => states.push(state));
    const initialized = nextEvent(client, 'initialized');
    equal(await nextEvent<State>(client, 'stateChanged'), 'initialized');
    await initialized;
    equal([client.connectionState, client.token, client.user.identity], ['connected', token, 'alice']);
    equal([client.version, Client.version], ['3.0.1', '3.0.1']);
    await client.getSubscribedConversations();
    await client.shutdown();
    await eventually(() => client.connectionState, 'disconnected');
    equal(states.at(-1), 'disconnected');
  },

  async 'a client is created ready for use'(chat) {
    const { Client } = chat.environment.sdk;
    const client = await Client.create(await chat.createToken('alice'), chat.options());
    equal([client.connectionState, client.user.identity], ['connected', 'alice']);
    equal((await client.getSubscribedConversations()).items, []);
    await client.shutdown();
  },

  async 'a token that is refused is reported, and a valid one connects'(chat) {
    const token = await chat.createToken('alice');
    const client = chat.createClient(`${token.slice(0, -4)}AAAA`);
    const failed = nextEvent<{ readonly error?: unknown }>(client, 'initFailed');
    const state = nextEvent<State>(client, 'stateChanged', (each) => each === 'failed');
    const error = nextEvent(client, 'connectionError');
    const terminal = { terminal: true, errorCode: 20107, httpStatusCode: 401 };
    matches(await error, terminal);
    matches((await failed).error, { terminal: true });
    await state;
    await eventually(() => client.connectionState, 'denied');
    const another = await chat.connect('alice');
    await rejects(another.updateToken(await chat.createToken('mallory')));
    await eventually(() => another.connectionState, 'denied');
    await another.updateToken(await chat.createToken('alice', 3000));
    await eventually(() => another.connectionState, 'connected');
  },

  async 'a client asks for a new token in time, and reports one that has expired'(chat) {
    const alice = chat.createClient(await chat.createToken('alice', 600));
    await nextEvent(alice, 'initialized');
    await alice.getSubscribedConversations();
    const asked = nextEvent(alice, 'tokenAboutToExpire');
    await chat.advance('PT8M');
    await asked;
    await alice.updateToken(await chat.createToken('alice', 600));
    // Now the first token has expired, and the second has not.
    await chat.advance('PT3M');
    equal(await alice.createConversation().then(({ createdBy }) => createdBy), 'alice');
    const expired = nextEvent(alice, 'tokenExpired');
    const gone = nextEvent<string>(alice, 'connectionStateChanged', (state) => state === 'disconnected');
    await chat.advance('PT8M');
    await Promise.all([expired, gone]);
    const back = nextEvent<string>(alice, 'connectionStateChanged', (state) => state === 'connected');
    await alice.updateToken(await chat.createToken('alice'));
    await back;
    equal(await alice.createConversation().then(({ createdBy }) => createdBy), 'alice');
  },

  async 'a client with every option of the SDK connects and sends'(chat) {
    const client = await chat.connect('alice', {
      logLevel: 'error',
      region: 'xx1',
      productId: 'product',
      clientMetadata: { application: 'test' },
      channelMetadataCacheCapacity: 1,
      messageRecipientsCacheCapacity: 1,
      typingIndicatorTimeoutOverride: 100,
      consumptionReportIntervalOverride: 'PT1S',
      httpCacheIntervalOverride: 'PT1S',
      userInfosToSubscribeOverride: 2,
      retryWhenThrottledOverride: true,
      backoffConfigOverride: { min: 10, max: 20, maxAttemptsCount: 2 },
      Sync: { enableSessionStorage: false },
      Notification: {},
      disableDeepClone: true,
      throwErrorsAlways: true,
      apiUri: 'https://api.example/',
    });
    const conversation = await chat.joinNew(client);
    const added = nextEvent(client, 'messageAdded');
    await conversation.sendMessage('with options');
    matches(await added, { body: 'with options' });
  },

  async 'two devices of a user see the same'(chat) {
    const [phone, laptop] = [await chat.connect('alice'), await chat.connect('alice')];
    const joined = nextEvent<{ readonly sid: string }>(laptop, 'conversationJoined');
    const conversation = await chat.joinNew(phone);
    equal((await joined).sid, conversation.sid);
    const added = nextEvent(laptop, 'messageAdded');
    await conversation.sendMessage('from the phone');
    matches(await added, { body: 'from the phone', author: 'alice' });
  },
};
