import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from '../support/engines/databases.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { statusOf } from '../support/realtime/session-client.ts';
import { startTime } from '../support/start-time.ts';
import { SessionServer } from './support/session-server.ts';

const seconds = startTime.getTime() / 1000;

describe.each(engines)('on %s', (engine) => {
  let running: SessionServer;
  beforeAll(async () => {
    running = await SessionServer.start(engine);
  });
  afterAll(() => running[Symbol.asyncDispose]());

  test('a session is opened with a token, and its requests for unknown paths get 404', async () => {
    const client = running.connect();
    expect(statusOf(await client.init(signAccessToken(running.service)))).toEqual({
      code: 200,
      status: 'OK',
    });
    const { header, payload } = await client.request('GET', '/v1/Unknown');
    expect(header).toMatchObject({ status: { code: 200 }, http_status: { code: 404 } });
    expect(JSON.parse(payload)).toMatchObject({ code: 20404, status: 404 });
  });

  test.each([
    ['that has expired', { claims: { exp: seconds } }, 20104],
    ['of no key', { claims: { iss: `SK${'0'.repeat(32)}` } }, 20103],
    ['with another signature', { secret: 'guessed' }, 20107],
    ['without an identity', { grants: { identity: undefined } }, 20106],
  ])('a token %s is refused', async (_, changes, errorCode) => {
    const reply = await running.connect().init(signAccessToken(running.service, changes));
    expect(statusOf(reply)).toMatchObject({ code: 401, errorCode });
  });

  test.each([
    ['a key of another account', { claims: { sub: `AC${'b'.repeat(32)}` } }],
    ['no time of expiry', { claims: { exp: undefined } }],
    ['a time before which it is not valid', { claims: { nbf: seconds + 600 } }],
  ])('a token with %s is refused', async (_, changes) => {
    const reply = await running.connect().init(signAccessToken(running.service, changes));
    expect(statusOf(reply)).toMatchObject({ code: 401 });
  });

  test('a token of a service that does not exist is refused', async () => {
    const reply = await running.connect().init(signAccessToken(`IS${'0'.repeat(32)}`));
    expect(statusOf(reply)).toMatchObject({ code: 403, errorCode: 50050 });
  });
});
