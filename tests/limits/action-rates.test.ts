import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';

const settings = {
  COLLOQUY_MAX_CONVERSATION_ACTIONS_PER_SECOND: '3',
  COLLOQUY_MAX_SERVICE_ACTIONS_PER_SECOND: '6',
};

describe.each(engines)('limits of actions per second on %s', (engine) => {
  let colloquy: Colloquy;
  let call: HttpCaller;
  beforeAll(async () => {
    const { url } = await createDatabase(engine);
    colloquy = await startColloquy({ databaseUrl: url, settings });
    call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
  });
  afterAll(() => colloquy.stop());

  /** A new service, with requests below it. */
  async function service() {
    const { sid } = (await call('POST', '/v1/Services', { FriendlyName: 'x' })).body;
    return async (method: string, path: string, form?: Readonly<Record<string, string>>) => {
      const { status, body } = await call(method, `/v1/Services/${sid}${path}`, form);
      return { status, code: status < 400 ? undefined : body.code, sid: body?.sid, body };
    };
  }

  test('a conversation takes as many changes in a second as are allowed; reading is not limited', async () => {
    const send = await service();
    const path = `/Conversations/${(await send('POST', '/Conversations', {})).sid}`;
    const message = () => send('POST', `${path}/Messages`, { Body: 'x' });
    for (let n = 0; n < 2; n++) expect((await message()).status).toBe(201);
    expect((await send('POST', path, { FriendlyName: 'y' })).status).toBe(200);
    for (const refused of [await message(), await send('DELETE', path)]) {
      expect([refused.status, refused.code]).toEqual([429, 50063]);
      expect(refused.body.message).toBe('Actions per second limit exceeded');
    }
    expect((await send('GET', `${path}/Messages`)).status).toBe(200);
    await colloquy.advance('PT1S');
    expect((await message()).status).toBe(201);
  });

  test('a service takes as many changes in a second as are allowed; another is not affected', async () => {
    const [send, other] = [await service(), await service()];
    for (let n = 0; n < 6; n++) expect((await send('POST', '/Conversations', {})).status).toBe(201);
    const refused = await send('POST', '/Users', { Identity: 'ann' });
    expect([refused.status, refused.code]).toEqual([429, 50074]);
    expect(refused.body.message).toBe('Global actions per second limit exceeded');
    expect((await other('POST', '/Users', { Identity: 'ann' })).status).toBe(201);
    await colloquy.advance('PT1S');
    expect((await send('POST', '/Users', { Identity: 'ann' })).status).toBe(201);
  });
});

test('a limit of zero stops the start', async () => {
  await expect(startColloquy({ settings: { COLLOQUY_MAX_SERVICE_ACTIONS_PER_SECOND: '0' } })).rejects.toThrow(
    'COLLOQUY_MAX_SERVICE_ACTIONS_PER_SECOND',
  );
});
