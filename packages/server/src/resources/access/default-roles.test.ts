import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../../../../tests/support/engines/databases.ts';
import { allRoutes, openPipelines, type Pipelines } from '../../../test/pipelines.ts';

/**
 * Users with the default roles: one who is not in the conversation, a participant, the participant who created it, and
 * an administrator of the service who is not in it.
 */
const personas = ['outsider', 'member', 'creator', 'admin'] as const;

/** What a request results in: `yes`, the code of the error, or the permission that the error names. */
type Results = readonly [outsider: string, member: string, creator: string, admin: string];

interface Case {
  readonly operation: string;
  readonly form?: Readonly<Record<string, string>>;
  /** What the path names: the user's own object, that of another participant, or the conversation itself. */
  readonly object?: 'own' | 'other' | 'conversation';
  readonly results: Results;
}

const everybody: Results = ['yes', 'yes', 'yes', 'yes'];
const nobody = (code: string): Results => [code, code, code, code];
const participants: Results = ['50430', 'yes', 'yes', '50430'];

const cases: readonly Case[] = [
  {
    operation: 'CreateServiceConversation',
    form: { FriendlyName: 'A', Attributes: '{}' },
    results: everybody,
  },
  { operation: 'CreateServiceConversation', form: { State: 'inactive' }, results: nobody('20403') },
  { operation: 'FetchServiceConversation', object: 'conversation', results: everybody },
  {
    operation: 'UpdateServiceConversation',
    object: 'conversation',
    form: { FriendlyName: 'B' },
    results: ['50430', 'editConversationName', 'yes', 'yes'],
  },
  {
    operation: 'UpdateServiceConversation',
    object: 'conversation',
    form: { UniqueName: '' },
    results: ['50430', 'editConversationName', 'yes', 'yes'],
  },
  {
    operation: 'UpdateServiceConversation',
    object: 'conversation',
    form: { Attributes: '{"a":1}' },
    results: ['50430', 'editConversationAttributes', 'yes', 'yes'],
  },
  {
    operation: 'UpdateServiceConversation',
    object: 'conversation',
    form: { State: 'closed' },
    results: nobody('20403'),
  },
  {
    operation: 'DeleteServiceConversation',
    object: 'conversation',
    results: ['50430', 'deleteConversation', 'yes', 'yes'],
  },
  {
    operation: 'CreateServiceConversationParticipant',
    form: { Identity: 'somebody else' },
    results: ['50430', 'addParticipant', 'yes', 'yes'],
  },
  {
    operation: 'CreateServiceConversationParticipant',
    form: { 'MessagingBinding.Address': '+15550100', 'MessagingBinding.ProxyAddress': '+15550199' },
    results: ['50430', 'addNonChatParticipant', 'addNonChatParticipant', '50430'],
  },
  { operation: 'FetchServiceConversationParticipant', object: 'other', results: participants },
  { operation: 'ListServiceConversationParticipant', results: participants },
  {
    operation: 'UpdateServiceConversationParticipant',
    object: 'other',
    form: { Attributes: '{"a":1}' },
    results: ['50430', 'editAnyParticipantAttributes', 'yes', 'yes'],
  },
  {
    operation: 'UpdateServiceConversationParticipant',
    object: 'own',
    form: { Attributes: '{"a":1}' },
    results: ['50430', 'yes', 'yes', '20404'],
  },
  {
    operation: 'UpdateServiceConversationParticipant',
    object: 'own',
    form: { LastReadMessageIndex: '0' },
    results: participants,
  },
  { operation: 'UpdateServiceConversationParticipant', object: 'other', results: participants },
  {
    operation: 'UpdateServiceConversationParticipant',
    object: 'other',
    form: { LastReadMessageIndex: '0' },
    results: nobody('20403'),
  },
  {
    operation: 'UpdateServiceConversationParticipant',
    object: 'own',
    form: { RoleSid: `RL${'0'.repeat(32)}` },
    results: nobody('50205'),
  },
  {
    operation: 'DeleteServiceConversationParticipant',
    object: 'other',
    results: ['50430', 'removeParticipant', 'yes', 'yes'],
  },
  {
    operation: 'DeleteServiceConversationParticipant',
    object: 'own',
    results: ['50430', 'yes', 'yes', '50430'],
  },
  { operation: 'CreateServiceConversationMessage', form: { Body: 'Hello' }, results: participants },
  {
    operation: 'CreateServiceConversationMessage',
    form: { Author: 'somebody else' },
    results: ['50430', '20403', '20403', '50430'],
  },
  { operation: 'FetchServiceConversationMessage', object: 'other', results: participants },
  { operation: 'ListServiceConversationMessage', results: participants },
  {
    operation: 'UpdateServiceConversationMessage',
    object: 'own',
    form: { Body: 'Edited' },
    results: ['50430', 'yes', 'yes', 'yes'],
  },
  {
    operation: 'UpdateServiceConversationMessage',
    object: 'other',
    form: { Body: 'Edited' },
    results: ['50430', 'editAnyMessage', 'yes', 'yes'],
  },
  { operation: 'UpdateServiceConversationMessage', object: 'own', results: participants },
  { operation: 'UpdateServiceConversationMessage', object: 'other', results: participants },
  { operation: 'UpdateServiceConversation', object: 'conversation', results: everybody },
  {
    operation: 'UpdateServiceConversationMessage',
    object: 'own',
    form: { Attributes: '{"a":1}' },
    results: ['50430', 'yes', 'yes', 'yes'],
  },
  {
    operation: 'UpdateServiceConversationMessage',
    object: 'other',
    form: { Attributes: '{"a":1}' },
    results: ['50430', 'editAnyMessageAttributes', 'yes', 'yes'],
  },
  {
    operation: 'UpdateServiceConversationMessage',
    object: 'own',
    form: { Author: 'somebody else' },
    results: nobody('20403'),
  },
  {
    operation: 'DeleteServiceConversationMessage',
    object: 'own',
    results: ['50430', 'yes', 'yes', 'yes'],
  },
  {
    operation: 'DeleteServiceConversationMessage',
    object: 'other',
    results: ['50430', 'deleteAnyMessage', 'yes', 'yes'],
  },
  { operation: 'ListServiceConversationMessageReceipt', object: 'other', results: participants },
  { operation: 'FetchServiceUser', object: 'other', results: everybody },
  { operation: 'UpdateServiceUser', object: 'own', form: { FriendlyName: 'Me' }, results: everybody },
  {
    operation: 'UpdateServiceUser',
    object: 'other',
    form: { FriendlyName: 'You' },
    results: ['editAnyUserInfo', 'editAnyUserInfo', 'editAnyUserInfo', 'yes'],
  },
  {
    operation: 'UpdateServiceUser',
    object: 'own',
    form: { RoleSid: `RL${'0'.repeat(32)}` },
    results: nobody('50205'),
  },
  { operation: 'ListServiceUserConversation', object: 'own', results: everybody },
  { operation: 'ListServiceUserConversation', object: 'other', results: nobody('20403') },
  { operation: 'FetchServiceUserConversation', object: 'own', results: participants },
  { operation: 'FetchServiceUserConversation', object: 'other', results: nobody('20403') },
  {
    operation: 'UpdateServiceUserConversation',
    object: 'own',
    form: { LastReadMessageIndex: '0' },
    results: participants,
  },
  {
    operation: 'UpdateServiceUserConversation',
    object: 'own',
    form: { NotificationLevel: 'muted' },
    results: participants,
  },
  {
    operation: 'UpdateServiceUserConversation',
    object: 'other',
    form: { NotificationLevel: 'muted' },
    results: nobody('20403'),
  },
  { operation: 'DeleteServiceUserConversation', object: 'own', results: participants },
  { operation: 'DeleteServiceUserConversation', object: 'other', results: nobody('20403') },
];

const titleOf = ({ operation, object, form = {} }: Case): string =>
  [operation, ...(object === undefined ? [] : [`of ${object}`]), ...Object.keys(form)].join(' ');

describe.each(engines)('the default roles on %s', (engine) => {
  let pipelines: Pipelines;
  let creatorRole: string;
  let count = 0;

  beforeAll(async () => {
    pipelines = await openPipelines(engine);
    const { send, make } = pipelines;
    const { body } = await send({ operation: 'ListServiceRole' });
    const roles = body['roles'] as readonly { readonly sid: string; readonly friendly_name: string }[];
    const roleOf = (name: string) => roles.find(({ friendly_name }) => friendly_name === name)?.sid ?? '';
    creatorRole = roleOf('channel admin');
    await Promise.all(
      [...personas, 'other'].map((identity) =>
        make({
          operation: 'CreateServiceUser',
          form: { Identity: identity, ...(identity === 'admin' && { RoleSid: roleOf('service admin') }) },
        }),
      ),
    );
  });
  afterAll(() => pipelines.close());

  /** A conversation with its participants, and a message of each user. */
  const createConversation = async (persona: string, object: Case['object']) => {
    const { make } = pipelines;
    const ConversationSid = await make({
      operation: 'CreateServiceConversation',
      form: { UniqueName: `${engine} ${count++}` },
    });
    const add = (Identity: string, role = {}) =>
      make({
        operation: 'CreateServiceConversationParticipant',
        path: { ConversationSid },
        form: { Identity, ...role },
      });
    await Promise.all([add('member'), add('creator', { RoleSid: creatorRole }), add('other')]);
    const author = object === 'own' ? persona : 'other';
    const MessageSid = await make({
      operation: 'CreateServiceConversationMessage',
      path: { ConversationSid },
      form: { Author: author },
    });
    return { ConversationSid, MessageSid, author };
  };

  const pathOf = async (persona: string, { operation, object }: Case) => {
    const { ConversationSid, MessageSid, author } = await createConversation(persona, object);
    if (operation.endsWith('UserConversation')) return { UserSid: author, ConversationSid };
    if (operation.endsWith('User')) return { Sid: author };
    if (operation.endsWith('Receipt')) return { ConversationSid, MessageSid };
    if (operation.endsWith('Participant')) return { ConversationSid, Sid: author };
    return operation.endsWith('Message') ? { ConversationSid, Sid: MessageSid } : { Sid: ConversationSid };
  };

  it.each(cases.map((each) => [titleOf(each), each] as const))('%s', async (_, each) => {
    const { operation, form = {}, results } = each;
    const found = await Promise.all(
      personas.map(async (identity) => {
        const { error } = await pipelines.send({
          identity,
          operation,
          path: await pathOf(identity, each),
          form,
        });
        return error === undefined ? 'yes' : (error.details?.['permission'] ?? String(error.code));
      }),
    );
    expect(Object.fromEntries(personas.map((name, index) => [name, found[index]]))).toEqual(
      Object.fromEntries(personas.map((name, index) => [name, results[index]])),
    );
  });

  it('operations that are not for users are refused', async () => {
    const refused = allRoutes.filter(
      ({ operation, mount }) => operation.users === undefined || mount === 'account',
    );
    const replies = await Promise.all(
      refused.map(({ name }) => pipelines.send({ identity: 'admin', operation: name })),
    );
    expect(new Set(replies.map(({ error }) => error?.code))).toEqual(new Set([20403]));
  });

  it('the table has every operation that is for users', () => {
    const open = allRoutes.filter(
      ({ operation, mount }) => operation.users !== undefined && mount === 'service',
    );
    const covered = new Set(cases.map(({ operation }) => operation));
    expect(open.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([
      'FetchServiceConversationMessageReceipt',
    ]);
  });
});
