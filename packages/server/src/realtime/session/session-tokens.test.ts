import { afterEach, describe, expect, test } from 'vitest';
import { statusOf } from '../../../../../tests/support/realtime/session-client.ts';
import { keySid, slow, startSessions, stopSessions } from '../../../test/sessions-server.ts';

afterEach(stopSessions);

describe('a token', () => {
  test('that is about to expire is announced three minutes before, and then the session ends', async () => {
    const server = await startSessions();
    const client = await server.open('alice IS1 600');
    server.clock.advance(420_000);
    server.sessions.runDue();
    server.sessions.runDue();
    const { header } = await client.next('client_update');
    expect(header['client_update_type']).toBe('token_about_to_expire');
    server.clock.advance(180_000);
    server.sessions.runDue();
    expect(statusOf(await client.next('close'))).toMatchObject({ code: 410 });
    expect(server.ends).toEqual(['expired']);
  });

  test('can be replaced by another of the same user', async () => {
    const server = await startSessions();
    const client = await server.open('alice IS1 600');
    expect(statusOf(await client.call('update', { token: 'alice IS1 7200' }))).toEqual({
      code: 200,
      status: 'OK',
    });
    server.clock.advance(3_600_000);
    server.sessions.runDue();
    expect(statusOf(await client.call('put_notification_ctx'))).toMatchObject({ code: 200 });
  });

  test('that the client has sent last counts, whichever is verified first', async () => {
    const server = await startSessions();
    const client = await server.open('alice IS1 600');
    const verified = Promise.withResolvers<void>();
    slow.set('alice IS1 1200', verified.promise);
    client.send('update', { token: 'alice IS1 1200' });
    expect(statusOf(await client.call('update', { token: 'alice IS1 7200' }))).toMatchObject({ code: 200 });
    verified.resolve();
    expect(statusOf(await client.next('reply'))).toMatchObject({ code: 200 });
    server.clock.advance(3_600_000);
    server.sessions.runDue();
    expect(statusOf(await client.call('put_notification_ctx'))).toMatchObject({ code: 200 });
  });

  test.each([
    ['another identity', 'bob IS1', 403, 20403],
    ['another service', 'alice IS2', 403, 20403],
    ['a token that has expired', 'expired', 401, 20104],
  ])('is not replaced by that of %s, and stays valid', async (_, token, code, errorCode) => {
    const server = await startSessions();
    const client = await server.open('alice IS1 600');
    expect(statusOf(await client.call('update', { token }))).toMatchObject({ code, errorCode });
    expect(server.opened[0]?.user).toMatchObject({ identity: 'alice', serviceSid: 'IS1' });
    expect(statusOf(await client.call('put_notification_ctx'))).toMatchObject({ code: 200 });
  });

  test('is no longer valid when its key has been deleted, here or in another process', async () => {
    const server = await startSessions();
    const [first, second] = [await server.open('alice'), await server.open('bob')];
    server.validKeys.delete(keySid);
    server.pass(30_000);
    expect(statusOf(await first.next('close'))).toMatchObject({ code: 401 });
    expect(statusOf(await second.next('close'))).toMatchObject({ code: 401 });
    const third = await server.open('carol');
    server.sessions.endSessionsOfKey(keySid);
    expect(statusOf(await third.next('close'))).toMatchObject({ code: 401 });
    expect(server.ends).toEqual(['key-deleted', 'key-deleted', 'key-deleted']);
  });
});
