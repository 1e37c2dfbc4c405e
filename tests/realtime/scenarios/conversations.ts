import type { Conversation, ConversationUpdatedEventArgs, Participant } from '@twilio/conversations';
import type { Scenario } from './support/chat.ts';
import { equal, eventually, isSameSecond, matches, nextEvent, rejects } from './support/checks.ts';

const unknownSid = `CH${'0'.repeat(32)}`;

export const conversations: Readonly<Record<string, Scenario>> = {
  async 'a conversation is created with names and attributes, and joined'(chat) {
    const alice = await chat.connect('alice');
    const options = { friendlyName: 'Grüße', uniqueName: 'room', attributes: { a: [1, { b: null }] } };
    const conversation = await alice.createConversation(options);
    matches(conversation, { ...options, status: 'notParticipating', createdBy: 'alice' });
    const joined = nextEvent<Conversation>(alice, 'conversationJoined');
    await conversation.join();
    equal((await joined).sid, conversation.sid);
    matches(conversation, { status: 'joined', lastReadMessageIndex: null, notificationLevel: 'default' });
    equal(await conversation.getAttributes(), options.attributes);
    equal(conversation.bindings, {});
    equal(conversation.lastMessage, undefined);
    equal(conversation.state?.current, 'active');
    const rest = await chat.rest('GET', `/Conversations/${conversation.sid}`);
    const { dateCreated, dateUpdated, state } = conversation;
    equal(isSameSecond(dateCreated, rest['date_created']), true);
    equal(isSameSecond(dateUpdated, rest['date_updated']), true);
    equal(isSameSecond(state?.dateUpdated, rest['date_updated']), true);
    matches(conversation.limits, {
      mediaAttachmentsCountLimit: 10,
      mediaAttachmentSizeLimitInMb: conversation.limits.mediaAttachmentsTotalSizeLimitInMb,
      emailHistoriesAllowedContentTypes: ['text/plain', 'text/html'],
      emailBodiesAllowedContentTypes: ['text/plain', 'text/html'],
    });
  },

  async 'a user who is added is notified, and sees what the conversation is'(chat) {
    const [alice, bob] = await Promise.all([chat.connect('alice'), chat.connect('bob')]);
    const own = await alice.createConversation({ friendlyName: 'Room', attributes: { a: 1 } });
    await own.join();
    const added = nextEvent<Conversation>(bob, 'conversationAdded');
    const joined = nextEvent<Conversation>(bob, 'conversationJoined');
    await own.add('bob');
    equal((await added).sid, own.sid);
    matches(await joined, { sid: own.sid, friendlyName: 'Room', attributes: { a: 1 }, status: 'joined' });
    matches((await bob.getSubscribedConversations()).items, [{ sid: own.sid }]);
  },

  async 'names, attributes and the state change for all participants, with their reasons'(chat) {
    const { bob, own, others } = await chat.connectTwo();
    const change = async (reason: string, cause: () => Promise<unknown>) => {
      const isIt = ({ updateReasons }: { readonly updateReasons: readonly string[] }) =>
        updateReasons.includes(reason);
      const byClient = nextEvent<ConversationUpdatedEventArgs>(bob, 'conversationUpdated', isIt);
      const byConversation = nextEvent<ConversationUpdatedEventArgs>(others, 'updated', isIt);
      await cause();
      matches((await byClient).conversation.sid, own.sid);
      await byConversation;
    };
    await change('friendlyName', () => own.updateFriendlyName('Room'));
    await change('uniqueName', () => own.updateUniqueName('room'));
    await change('attributes', () => own.updateAttributes({ topic: 'tea' }));
    matches(others, { friendlyName: 'Room', uniqueName: 'room', attributes: { topic: 'tea' } });
    await change('lastMessage', () => own.sendMessage('hello'));
    matches(others.lastMessage?.index, 0);
    matches(others.lastMessage?.dateCreated, (await own.getMessages()).items[0]?.dateCreated);
    const closed = { State: 'closed' };
    await change('state', () => chat.rest('POST', `/Conversations/${own.sid}`, closed));
    matches(others.state, { current: 'closed', dateUpdated: others.dateUpdated });
  },

  async 'a conversation that the user has not joined is seen by its SID, and one that is gone is not'(chat) {
    const own = await chat.joinNew(await chat.connect('alice'));
    await chat.receive(own, { Body: 'one' });
    const bob = await chat.connect('bob');
    const seen = await bob.getConversationBySid(own.sid);
    matches(seen, { sid: own.sid, status: 'notParticipating' });
    equal((await bob.peekConversationBySid(own.sid)).sid, own.sid);
    await rejects(seen.getMessages());
    await rejects(bob.getConversationBySid(unknownSid), { status: 404 });
    await rejects(bob.peekConversationBySid(unknownSid));
    await rejects(bob.getConversationByUniqueName('nowhere'), { status: 404 });
    await seen.join();
    await eventually(() => seen.status, 'joined');
    matches((await seen.getMessages()).items, [{ body: 'one' }]);
  },

  async 'a conversation is found by its unique name, which can be changed and removed'(chat) {
    const alice = await chat.connect('alice');
    const own = await chat.joinNew(alice);
    const name = 'rôle / 100 %?';
    await own.updateUniqueName(name);
    equal((await alice.getConversationByUniqueName(name)).sid, own.sid);
    await own.updateUniqueName(null);
    await eventually(() => own.uniqueName, null);
    await rejects(
      alice
        .createConversation({ uniqueName: name })
        .then(() => alice.createConversation({ uniqueName: name })),
      {
        status: 409,
        body: { code: 50353 },
      },
    );
  },

  async 'a user who leaves, and all when the conversation is deleted, are notified'(chat) {
    const { alice, bob, own, others } = await chat.connectTwo();
    const left = nextEvent<Participant>(alice, 'participantLeft');
    const leftHere = nextEvent<Participant>(own, 'participantLeft');
    const ownLeft = nextEvent<Conversation>(bob, 'conversationLeft');
    await others.leave();
    matches([await left, await leftHere], [{ identity: 'bob' }, { identity: 'bob' }]);
    equal((await ownLeft).sid, own.sid);
    equal(others.status, 'notParticipating');
    const removed = nextEvent<Conversation>(alice, 'conversationRemoved');
    const removedHere = nextEvent<Conversation>(own, 'removed');
    await own.delete();
    matches([(await removed).sid, (await removedHere).sid], [own.sid, own.sid]);
    await rejects(alice.getConversationBySid(own.sid), { status: 404 });
  },

  async 'more conversations than a page has are all known, and listed page by page'(chat) {
    const count = 110;
    const create = async (n: number) => {
      const { sid } = await chat.rest('POST', '/Conversations', { FriendlyName: `room ${n}` });
      await chat.rest('POST', `/Conversations/${sid}/Participants`, { Identity: 'alice' });
      return sid;
    };
    const sids: string[] = [];
    for (let n = 0; n < count; n += 10)
      sids.push(...(await Promise.all(Array.from({ length: 10 }, (_, each) => create(n + each)))));
    const alice = chat.createClient(await chat.createToken('alice'));
    const joined = new Set<string>();
    alice.on('conversationJoined', ({ sid }) => joined.add(sid));
    await nextEvent(alice, 'initialized');
    const listed: string[] = [];
    let page = await alice.getSubscribedConversations();
    equal([page.hasPrevPage, page.hasNextPage], [false, true]);
    for (; ; page = await page.nextPage()) {
      listed.push(...page.items.map(({ sid }) => sid));
      if (!page.hasNextPage) break;
    }
    equal(listed.toSorted(), sids.toSorted());
    await eventually(() => joined.size, count);
    const back = await page.prevPage();
    equal(back.items.at(-1)?.sid, listed[listed.length - page.items.length - 1]);
  },
};
