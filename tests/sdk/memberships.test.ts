import type {
  ConversationWithParticipantsInstance,
  ConversationWithParticipantsListInstanceCreateOptions,
} from 'twilio/lib/rest/conversations/v1/conversationWithParticipants.js';
import type {
  ParticipantConversationInstance,
  ParticipantConversationListInstanceOptions,
} from 'twilio/lib/rest/conversations/v1/participantConversation.js';
import type {
  UserConversationContextUpdateOptions,
  UserConversationInstance,
  UserConversationListInstanceOptions,
} from 'twilio/lib/rest/conversations/v1/user/userConversation.js';
import { describe, expect, it } from 'vitest';
import { type OfficialClient, sdkRuns, useOfficialClient } from '../support/http/official-client.ts';
import { conversationsOf, type Mount, mounts } from './support/mounts.ts';

/** The common members of the client's two classes for a user conversation. */
type Membership = Pick<
  UserConversationInstance,
  'conversationSid' | 'userSid' | 'dateCreated' | 'links' | 'toJSON'
> & {
  fetch(): Promise<Membership>;
  update(params: UserConversationContextUpdateOptions): Promise<Membership>;
  remove(): Promise<boolean>;
};

interface Memberships {
  (conversationSid: string): Pick<Membership, 'fetch'>;
  list(params?: UserConversationListInstanceOptions): Promise<Membership[]>;
}

interface Participants {
  (sid: string): { fetch(): Promise<object> };
  create(params: object): Promise<{ readonly sid: string }>;
}

/** The client's objects for a mount. */
interface Below {
  readonly userConversations: (user: string) => Memberships;
  readonly participantsOf: (conversation: string) => Participants;
  readonly participantConversations: {
    list(
      params?: ParticipantConversationListInstanceOptions,
    ): Promise<
      Pick<
        ParticipantConversationInstance,
        'participantSid' | 'conversationDateCreated' | 'participantMessagingBinding'
      >[]
    >;
  };
  readonly conversationWithParticipants: {
    create(
      params?: ConversationWithParticipantsListInstanceCreateOptions,
    ): Promise<Pick<ConversationWithParticipantsInstance, 'sid'>>;
  };
}

function below({ conversations: { v1 } }: OfficialClient, mount: Mount, serviceSid: string): Below {
  if (mount === 'account')
    return {
      userConversations: (user) => v1.users(user).userConversations,
      participantsOf: (conversation) => v1.conversations(conversation).participants,
      participantConversations: v1.participantConversations,
      conversationWithParticipants: v1.conversationWithParticipants,
    };
  const service = v1.services(serviceSid);
  return {
    userConversations: (user) => service.users(user).userConversations,
    participantsOf: (conversation) => service.conversations(conversation).participants,
    participantConversations: service.participantConversations,
    conversationWithParticipants: service.conversationWithParticipants,
  };
}

describe.each(sdkRuns)('the memberships of the official client on $engine with $sdk', async (run) => {
  const { colloquy, client } = await useOfficialClient(run);
  const { sid: serviceSid } = await client.conversations.v1.services.create({ friendlyName: 'SDK' });

  describe.each(mounts)('memberships by the %s path', (mount) => {
    const { conversations, at } = conversationsOf(client, mount, serviceSid);
    const { userConversations, participantsOf, participantConversations, conversationWithParticipants } =
      below(client, mount, serviceSid);

    /** Creates a conversation with a participant. */
    const open = async (identity: string) => {
      const { sid } = await conversations.create({ friendlyName: 'Support' });
      const participants = participantsOf(sid);
      return { sid, participants, participant: await participants.create({ identity }) };
    };

    it('the official client fetches, lists, updates and deletes user conversations', async () => {
      const identity = `user of ${mount}`;
      const [one, two] = [await open(identity), await open(identity)];
      const fetched = await userConversations(identity)(one.sid).fetch();
      expect(fetched).toMatchObject({
        accountSid: colloquy.accountSid,
        conversationSid: one.sid,
        participantSid: one.participant.sid,
        unreadMessagesCount: null,
        lastReadMessageIndex: null,
        friendlyName: 'Support',
        uniqueName: null,
        attributes: '{}',
        conversationState: 'active',
        timers: {},
        createdBy: 'system',
        notificationLevel: 'default',
      });
      expect(fetched.dateCreated).toBeInstanceOf(Date);
      expect(fetched.links['conversation']).toMatch(new RegExp(`/Conversations/${one.sid}$`));
      const listed = await userConversations(fetched.userSid).list({ pageSize: 1 });
      expect(listed.map(({ conversationSid }) => conversationSid)).toEqual([two.sid, one.sid]);
      expect(listed[1]?.toJSON()).toEqual(fetched.toJSON());
      const changed = await fetched.update({
        notificationLevel: 'muted',
        lastReadMessageIndex: 3,
        lastReadTimestamp: new Date('2024-05-01T12:00:00Z'),
      });
      expect(changed).toMatchObject({
        notificationLevel: 'muted',
        lastReadMessageIndex: 3,
        unreadMessagesCount: 0,
      });
      expect(await one.participants(one.participant.sid).fetch()).toMatchObject({
        lastReadMessageIndex: 3,
        lastReadTimestamp: '2024-05-01T12:00:00Z',
      });
      expect(await fetched.remove()).toBe(true);
      await expect(fetched.fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
      expect(await userConversations(identity).list()).toHaveLength(1);
    });

    it('the official client finds the conversations of an identity and of an address', async () => {
      const identity = `guest of ${mount}`;
      const { sid, participant, participants } = await open(identity);
      const address = `+1555010${mount === 'account' ? 1 : 2}`;
      const sms = await participants.create({
        'messagingBinding.address': address,
        'messagingBinding.proxyAddress': '+15550199',
      });
      const [byIdentity] = await participantConversations.list({ identity });
      expect(byIdentity).toMatchObject({
        conversationSid: sid,
        participantSid: participant.sid,
        participantIdentity: identity,
        participantMessagingBinding: null,
        conversationFriendlyName: 'Support',
        conversationState: 'active',
      });
      expect(byIdentity?.conversationDateCreated).toBeInstanceOf(Date);
      const found = await participantConversations.list({ address, pageSize: 1 });
      expect(found.map(({ participantSid }) => participantSid)).toEqual([sms.sid]);
      expect(found[0]?.participantMessagingBinding).toMatchObject({ type: 'sms', address, level: null });
      await expect(participantConversations.list()).rejects.toMatchObject({ status: 400, code: 50204 });
    });

    it('the official client creates a conversation with participants', async () => {
      const made = await conversationWithParticipants.create({
        friendlyName: 'Party',
        attributes: '{"a":1}',
        'timers.closed': 'PT10M',
        xTwilioWebhookEnabled: 'true',
        participant: [
          JSON.stringify({ identity: `alice of ${mount}`, attributes: '{"b":2}' }),
          JSON.stringify({
            messaging_binding: {
              address: `+1555011${mount === 'account' ? 1 : 2}`,
              proxy_address: '+15550199',
            },
          }),
        ],
      });
      expect(made).toMatchObject({ friendlyName: 'Party', state: 'initializing', attributes: '{"a":1}' });
      // Waits for the work that continues after the reply.
      await colloquy.advance('PT0S');
      expect(await at(made.sid).fetch()).toMatchObject({
        state: 'active',
        timers: { date_closed: expect.any(String) },
      });
      const [alice] = await userConversations(`alice of ${mount}`).list();
      expect(alice?.conversationSid).toBe(made.sid);
      expect(await conversationWithParticipants.create()).toMatchObject({ state: 'active' });
      await expect(conversationWithParticipants.create({ participant: ['{'] })).rejects.toMatchObject({
        status: 400,
        code: 50424,
      });
    });
  });
});
