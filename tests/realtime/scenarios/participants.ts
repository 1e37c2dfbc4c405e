import type { Participant, ParticipantUpdatedEventArgs } from '@twilio/conversations';
import type { Scenario } from './support/chat.ts';
import { equal, eventually, isSameSecond, matches, nextEvent, rejects } from './support/checks.ts';

export const participants: Readonly<Record<string, Scenario>> = {
  async 'users see each other join, and what a participant is'(chat) {
    const { alice, own, others } = await chat.connectTwo();
    const joined = nextEvent<Participant>(others, 'participantJoined');
    const seen = nextEvent<Participant>(alice, 'participantJoined');
    const body = await own.add('carol', { role: 'guest' });
    equal((await seen).sid, body.sid);
    const rest = await chat.rest('GET', `/Conversations/${own.sid}/Participants/${body.sid}`);
    const participant = await joined;
    matches(participant, {
      sid: body.sid,
      identity: 'carol',
      attributes: { role: 'guest' },
      type: 'chat',
      bindings: {},
      roleSid: rest['role_sid'],
      isTyping: false,
      lastReadMessageIndex: null,
      lastReadTimestamp: null,
    });
    equal(participant.conversation.sid, own.sid);
    equal(isSameSecond(participant.dateCreated, rest['date_created']), true);
    equal(isSameSecond(participant.dateUpdated, rest['date_updated']), true);
    equal(await own.getParticipantsCount(), 3);
    const everyone = ['alice', 'bob', 'carol'];
    await eventually(async () => (await own.getParticipants()).map(({ identity }) => identity), everyone);
    equal((await own.getParticipantBySid(body.sid))?.identity, 'carol');
    equal((await own.getParticipantByIdentity('carol'))?.sid, body.sid);
    await rejects(own.getParticipantByIdentity('nobody'));
    await rejects(own.getParticipantBySid(`MB${'0'.repeat(32)}`));
  },

  async 'participants are removed by their identity, by themselves as an object, and by a method of it'(
    chat,
  ) {
    const alice = await chat.connect('alice');
    const conversation = await chat.joinNew(alice);
    const identities = ['weird/id @x%', 'bob', 'carol'] as const;
    for (const identity of identities) await conversation.add(identity);
    await eventually(async () => (await conversation.getParticipants()).length, 4);
    const left: (string | null)[] = [];
    alice.on('participantLeft', ({ identity }) => left.push(identity));
    await conversation.removeParticipant(identities[0]);
    const bob = await conversation.getParticipantByIdentity('bob');
    if (bob !== null) await conversation.removeParticipant(bob);
    await (await conversation.getParticipantByIdentity('carol'))?.remove();
    await eventually(() => left, identities);
    equal((await conversation.getParticipants()).length, 1);
  },

  async 'changes of a participant reach the others, with their reasons'(chat) {
    const { bob, own, others } = await chat.connectTwo();
    const participant = await others.getParticipantByIdentity('alice');
    if (participant === null) throw new Error('Bob does not see alice.');
    const change = async (reason: string, cause: () => Promise<unknown>) => {
      const isIt = ({ updateReasons }: { readonly updateReasons: readonly string[] }) =>
        updateReasons.includes(reason);
      const events = [
        nextEvent<ParticipantUpdatedEventArgs>(bob, 'participantUpdated', isIt),
        nextEvent<ParticipantUpdatedEventArgs>(others, 'participantUpdated', isIt),
        nextEvent<ParticipantUpdatedEventArgs>(participant, 'updated', isIt),
      ];
      await cause();
      for (const event of events) equal((await event).participant.sid, participant.sid);
    };
    const mine = await own.getParticipantByIdentity('alice');
    await change('attributes', async () => mine?.updateAttributes({ mood: 'good' }));
    equal(participant.attributes, { mood: 'good' });
    const role = await chat.rest('POST', '/Roles', {
      FriendlyName: 'reader',
      Type: 'conversation',
      Permission: 'sendMessage',
    });
    const path = `/Conversations/${own.sid}/Participants/${participant.sid}`;
    await change('roleSid', () => chat.rest('POST', path, { RoleSid: role.sid }));
    equal(participant.roleSid, role.sid);
    await own.sendMessage('hello');
    await change('lastReadMessageIndex', () => own.setAllMessagesRead());
    equal(participant.lastReadMessageIndex, 0);
    equal(participant.lastReadTimestamp instanceof Date, true);
  },

  async 'a participant leads to its user, whom the client then watches'(chat) {
    const alice = await chat.connect('alice');
    const conversation = await chat.joinNew(alice);
    await conversation.add('weird/id @x%');
    await eventually(async () => (await conversation.getParticipants()).length, 2);
    const user = await (await conversation.getParticipantByIdentity('weird/id @x%'))?.getUser();
    equal(user?.identity, 'weird/id @x%');
    const known = (await alice.getSubscribedUsers()).map(({ identity }) => identity);
    equal(known.includes('weird/id @x%'), true);
  },

  async 'more participants than a page has are all known'(chat) {
    const { sid } = await chat.rest('POST', '/Conversations', {});
    const identities = Array.from({ length: 121 }, (_, n) => `user ${n}`);
    for (let n = 0; n < identities.length; n += 11)
      await Promise.all(
        identities
          .slice(n, n + 11)
          .map((Identity) => chat.rest('POST', `/Conversations/${sid}/Participants`, { Identity })),
      );
    const conversation = await (await chat.connect('user 0')).getConversationBySid(sid);
    const known = (await conversation.getParticipants()).map(({ identity }) => identity ?? '');
    equal(known.toSorted(), identities.toSorted());
  },
};
