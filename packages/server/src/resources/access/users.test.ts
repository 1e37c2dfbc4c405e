import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canShare, engines } from '../../../../../tests/support/engines/databases.ts';
import { account } from '../../../test/harness.ts';
import { openPipelines, type Pipelines } from '../../../test/pipelines.ts';
import { decodeProperties } from '../../events/decode-event.ts';
import { addMedia } from '../../media/store.ts';
import { serviceExists } from '../../rest/service-scope.ts';
import { ensureServiceUser, findReadAccess } from './users.ts';

describe.each(engines)('requests of users on %s', (engine) => {
  let pipelines: Pipelines;
  beforeAll(async () => {
    pipelines = await openPipelines(engine);
  });
  afterAll(() => pipelines.close());

  const createConversation = (identity?: string) =>
    pipelines.make({ operation: 'CreateServiceConversation', ...(identity !== undefined && { identity }) });

  const join = (identity: string, ConversationSid: string) =>
    pipelines.send({
      identity,
      operation: 'CreateServiceConversationParticipant',
      path: { ConversationSid },
      form: { Identity: identity },
    });

  const post = (identity: string, ConversationSid: string, form = {}, key?: string) =>
    pipelines.send({
      identity,
      operation: 'CreateServiceConversationMessage',
      path: { ConversationSid },
      form,
      ...(key !== undefined && { key }),
    });

  const remove = (identity: string, ConversationSid: string, by: Pick<Pipelines, 'make'> = pipelines) =>
    by.make({
      operation: 'DeleteServiceConversationParticipant',
      path: { ConversationSid, Sid: identity },
    });

  const setRole = async (identity: string, permissions: readonly string[]) => {
    const RoleSid = await pipelines.make({
      operation: 'CreateServiceRole',
      form: { FriendlyName: 'test', Type: 'service', Permission: permissions },
    });
    await pipelines.make({ operation: 'UpdateServiceUser', path: { Sid: identity }, form: { RoleSid } });
    return RoleSid;
  };

  const fetch = (identity: string, Sid: string) =>
    pipelines.send({ identity, operation: 'FetchServiceConversation', path: { Sid } });

  const eventsOf = async (sid: string) =>
    (await pipelines.events()).filter(({ conversation_sid, user_sid }) =>
      [conversation_sid, user_sid].includes(sid),
    );

  it('the events of a user have the source SDK and the identity, and notify webhooks', async () => {
    const sid = await createConversation('ann');
    await join('ann', sid);
    await post('ann', sid, { Body: 'Hello' });
    await pipelines.send({
      identity: 'ann',
      operation: 'UpdateServiceUserConversation',
      path: { UserSid: 'ann', ConversationSid: sid },
      form: { LastReadMessageIndex: '0' },
    });
    const events = await eventsOf(sid);
    expect(events.map(({ name }) => name)).toEqual([
      'onConversationAdded',
      'onParticipantAdded',
      'onMessageAdded',
      'onParticipantUpdated',
    ]);
    for (const event of events)
      expect(event).toMatchObject({ source: 'SDK', actor: 'ann', webhook_enabled: 1 });
  });

  it('the first command creates the user, once and with the event, and a query does not', async () => {
    const sid = await createConversation();
    expect((await fetch('bea', sid)).error?.code).toBe(50430);
    const replies = await Promise.all([
      join('bea', sid),
      createConversation('bea'),
      createConversation('bea'),
    ]);
    expect(replies[0].status).toBe(201);
    const added = (await pipelines.events()).filter(
      (event) => event.name === 'onUserAdded' && decodeProperties(event)['identity'] === 'bea',
    );
    expect(added).toHaveLength(1);
    expect(added[0]).toMatchObject({ source: 'SDK', actor: 'bea', webhook_enabled: 1 });
  });

  it('a session can create its user before the first request', async () => {
    const serviceUser = { accountSid: account, chatServiceSid: pipelines.service, identity: 'ben' };
    const ensure = (given = serviceUser) => ensureServiceUser(pipelines.deps, given);
    await Promise.all([ensure(), ensure()]);
    await ensure({ ...serviceUser, chatServiceSid: `IS${'0'.repeat(32)}` });
    const added = (await pipelines.events()).filter(
      (event) => event.name === 'onUserAdded' && decodeProperties(event)['identity'] === 'ben',
    );
    expect(added).toHaveLength(1);
    expect(added[0]).toMatchObject({ source: 'SDK', actor: 'ben', webhook_enabled: 1 });
  });

  it('a message has its user as author, and a conversation its creator', async () => {
    const sid = await createConversation('cid');
    const { body: participant } = await join('cid', sid);
    const { body } = await post('cid', sid, { Body: 'Hello' });
    expect(body).toMatchObject({ author: 'cid', participant_sid: participant['sid'] });
    const membership = await pipelines.send({
      identity: 'cid',
      operation: 'FetchServiceUserConversation',
      path: { UserSid: 'cid', ConversationSid: sid },
    });
    expect(membership.body).toMatchObject({ created_by: 'cid' });
  });

  it('the creator of a conversation gets the role of creators, and others the default role', async () => {
    const { body: configuration } = await pipelines.send({ operation: 'FetchServiceConfiguration' });
    const sid = await createConversation('dan');
    expect((await join('dan', sid)).body['role_sid']).toBe(
      configuration['default_conversation_creator_role_sid'],
    );
    expect((await join('eve', sid)).body['role_sid']).toBe(configuration['default_conversation_role_sid']);
    const ofBackEnd = await createConversation();
    expect((await join('dan', ofBackEnd)).body['role_sid']).toBe(
      configuration['default_conversation_role_sid'],
    );
  });

  it('the error for a missing permission names it', async () => {
    const sid = await createConversation();
    await join('fay', sid);
    const { error } = await pipelines.send({
      identity: 'fay',
      operation: 'DeleteServiceConversation',
      path: { Sid: sid },
    });
    expect(error).toEqual({
      code: 50107,
      details: { permission: 'deleteConversation' },
      message: 'User not authorized for command',
      more_info: 'https://www.twilio.com/docs/errors/50107',
      status: 403,
    });
  });

  it('a refused request reaches no pre-action webhook, and their changes need no permission', async () => {
    const sid = await createConversation();
    await join('gus', sid);
    const asked: string[] = [];
    pipelines.hooks.preAction = async ({ operation, request }) => {
      asked.push(operation.summary);
      return { ...request.parameters, author: 'bot', body: 'changed' };
    };
    try {
      expect((await post('nobody', sid, { Body: 'Hello' })).error?.code).toBe(50430);
      expect(asked).toEqual([]);
      const { body } = await post('gus', sid, { Body: 'Hello' });
      expect(body).toMatchObject({ author: 'bot', body: 'changed' });
      expect(asked).toEqual(['Create a message']);
    } finally {
      pipelines.hooks.preAction = async ({ request }) => request.parameters;
    }
  });

  it('a participant who is removed before the transaction is refused in it', async () => {
    const sid = await createConversation();
    await join('hal', sid);
    pipelines.hooks.preAction = async ({ request }) => {
      // The request has passed the first check.
      pipelines.hooks.preAction = async (other) => other.request.parameters;
      await remove('hal', sid);
      return request.parameters;
    };
    expect((await post('hal', sid, { Body: 'too late' })).error?.code).toBe(50430);
    expect((await eventsOf(sid)).map(({ name }) => name)).not.toContain('onMessageAdded');
  });

  it('no message follows the removal of its author, however the two race', async () => {
    const other = canShare(engine) ? await pipelines.openAnother() : pipelines;
    const rounds = Array.from({ length: 20 }, async (_, n) => {
      const identity = `racer ${n}`;
      const sid = await createConversation();
      await join(identity, sid);
      const posts = [1, 2, 3, 4].map(() => post(identity, sid, { Body: 'Hello' }));
      const [replies] = await Promise.all([Promise.all(posts), remove(identity, sid, other)]);
      const names = (await eventsOf(sid)).map(({ name }) => name);
      expect(names.lastIndexOf('onMessageAdded')).toBeLessThan(names.indexOf('onParticipantRemoved'));
      const posted = replies.filter(({ status }) => status === 201);
      expect(names.filter((name) => name === 'onMessageAdded')).toHaveLength(posted.length);
      const refusals = replies.flatMap(({ error }) => (error === undefined ? [] : [error.code]));
      expect(refusals.every((code) => code === 50430)).toBe(true);
    });
    await Promise.all(rounds);
    if (other !== pipelines) await other.close();
  });

  it('a user can only attach media that the same user has uploaded', async () => {
    const sid = await createConversation();
    await Promise.all([join('sue', sid), join('tom', sid)]);
    const { storage, deps, service } = pipelines;
    const upload = (author: string | null) =>
      storage.write(async (transaction) => {
        const key = { account_sid: account, chat_service_sid: service };
        const found = await transaction.one(serviceExists, key);
        const time = '2024-05-01T12:00:00.000Z';
        const media = {
          service_id: found?.id ?? 0,
          sid: deps.sids.next('ME'),
          size: 1,
          content_type: 'text/plain',
          filename: null,
          category: 'media',
          author,
          conversation_sid: null,
          message_sid: null,
          date_created: time,
          date_updated: time,
          date_upload_updated: time,
        };
        await transaction.insert(addMedia, media);
        return media.sid;
      });
    const [own, ofBackEnd] = [await upload('sue'), await upload(null)];
    expect((await post('tom', sid, { MediaSid: own })).error?.code).toBe(50507);
    expect((await post('tom', sid, { MediaSid: ofBackEnd })).error?.code).toBe(50507);
    expect((await post('sue', sid, { MediaSid: own })).body['media']).toMatchObject([{ sid: own }]);
    const { body } = await pipelines.send({
      operation: 'CreateServiceConversationMessage',
      path: { ConversationSid: sid },
      form: { MediaSid: ofBackEnd },
    });
    expect(body['media']).toMatchObject([{ sid: ofBackEnd }]);
  });

  it('a role counts as it is now', async () => {
    const sid = await createConversation();
    await join('ina', sid);
    const rename = () =>
      pipelines.send({
        identity: 'ina',
        operation: 'UpdateServiceConversation',
        path: { Sid: sid },
        form: { FriendlyName: 'New' },
      });
    expect((await rename()).error?.details).toEqual({ permission: 'editConversationName' });
    const role = await setRole('ina', ['editConversationName']);
    expect((await rename()).status).toBe(200);
    await pipelines.make({
      operation: 'UpdateServiceRole',
      path: { Sid: role },
      form: { Permission: ['joinConversation'] },
    });
    expect((await rename()).error?.code).toBe(50107);
  });

  it('the holder of a deleted role has the default role at once', async () => {
    const sid = await createConversation();
    await createConversation('jon');
    const role = await setRole('jon', ['editOwnUserInfo']);
    expect((await fetch('jon', sid)).error?.code).toBe(50430);
    await pipelines.make({ operation: 'DeleteServiceRole', path: { Sid: role } });
    expect((await fetch('jon', sid)).status).toBe(200);
  });

  it('a role of a conversation counts only in that conversation', async () => {
    const [own, other] = [await createConversation('kim'), await createConversation()];
    await Promise.all([join('kim', own), join('kim', other)]);
    const rename = (Sid: string) =>
      pipelines.send({
        identity: 'kim',
        operation: 'UpdateServiceConversation',
        path: { Sid },
        form: { FriendlyName: 'New' },
      });
    expect((await rename(own)).status).toBe(200);
    expect((await rename(other)).error?.details).toEqual({ permission: 'editConversationName' });
  });

  it('only a role that concerns conversations shows them to users who do not participate', async () => {
    const sid = await createConversation();
    await createConversation('lea');
    const access = (conversationSid = sid) =>
      pipelines.storage.read((reader) =>
        findReadAccess(
          reader,
          { accountSid: account, chatServiceSid: pipelines.service, identity: 'lea' },
          conversationSid,
        ),
      );
    expect(await access()).toEqual({ document: true, content: false });
    await setRole('lea', ['createConversation', 'editAnyUserInfo', 'editOwnUserInfo']);
    expect(await access()).toEqual({ document: false, content: false });
    expect((await fetch('lea', sid)).error?.code).toBe(50430);
    expect((await join('lea', sid)).error?.details).toEqual({ permission: 'joinConversation' });
    await pipelines.make({
      operation: 'CreateServiceConversationParticipant',
      path: { ConversationSid: sid },
      form: { Identity: 'lea' },
    });
    expect(await access()).toEqual({ document: true, content: true });
    expect((await fetch('lea', sid)).status).toBe(200);
    expect(await access(`CH${'0'.repeat(32)}`)).toBeUndefined();
  });

  it('a reply in the cache is not shown to users who may not read it', async () => {
    const sid = await createConversation();
    await createConversation('uma');
    await setRole('uma', ['createConversation']);
    for (let n = 0; n < 3; n++)
      await pipelines.send({ operation: 'FetchServiceConversation', path: { Sid: sid } });
    expect((await fetch('uma', sid)).error?.code).toBe(50430);
  });

  it('a new user does not get the memberships of a deleted user with the same identity', async () => {
    const sid = await createConversation();
    await join('max', sid);
    await pipelines.make({ operation: 'DeleteServiceUser', path: { Sid: 'max' } });
    await createConversation('max');
    expect((await post('max', sid, { Body: 'Hello' })).error?.code).toBe(50430);
  });

  it('an unknown conversation is not found', async () => {
    const sid = `CH${'0'.repeat(32)}`;
    expect((await fetch('ned', sid)).error?.code).toBe(20404);
    expect((await post('ned', sid)).error?.code).toBe(20404);
  });

  it('an idempotency key is the key of one user', async () => {
    const sid = await createConversation();
    await Promise.all(['ola', 'pat'].map((identity) => join(identity, sid)));
    const [first, again, other] = [
      await post('ola', sid, { Body: 'Hello' }, 'key'),
      await post('ola', sid, { Body: 'Hello' }, 'key'),
      await post('pat', sid, { Body: 'Hello' }, 'key'),
    ];
    expect([first.replayed, again.replayed, other.replayed]).toEqual([false, true, false]);
    expect(again.body['sid']).toBe(first.body['sid']);
    expect(other.body).toMatchObject({ author: 'pat', index: 1 });
    const { body } = await pipelines.send({
      operation: 'CreateServiceConversationMessage',
      path: { ConversationSid: sid },
      form: { Body: 'Hello' },
      key: 'key',
    });
    expect(body).toMatchObject({ author: 'system', index: 2 });
  });

  it('a retry of a message that was posted gets its reply, even after the author was removed', async () => {
    const sid = await createConversation();
    await join('quin', sid);
    const send = () => post('quin', sid, { Body: 'Hello' }, 'message of quin');
    const { body } = await send();
    await remove('quin', sid);
    expect(await send()).toMatchObject({ status: 201, replayed: true, body: { sid: body['sid'] } });
    expect((await post('quin', sid, { Body: 'Hello' })).error?.code).toBe(50430);
  });
});
