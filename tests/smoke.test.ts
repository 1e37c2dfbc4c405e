import { startColloquy } from '@colloquy/testkit';
import { expect, test } from 'vitest';
import { createDatabase, engines } from './support/engines.ts';

test.each(engines)('%s: create, fetch, list, update, delete', async (engine) => {
  const database = await createDatabase(engine);
  await using colloquy = await startColloquy({ databaseUrl: database.url, settings: { COLLOQUY_LOG_LEVEL: 'error' } });
  const headers = { authorization: `Basic ${btoa(`${colloquy.accountSid}:${colloquy.authToken}`)}` };
  const call = async (method: string, path: string, body?: Record<string, string>) => {
    const response = await fetch(colloquy.baseUrl + path, {
      method,
      headers,
      ...(body && { body: new URLSearchParams(body) }),
    });
    const json: any = response.status === 204 ? null : await response.json();
    return { status: response.status, body: json };
  };
  const results = await Promise.all(
    Array.from({ length: 60 }, (_, n) => call('POST', '/v1/Conversations', { UniqueName: `room ${n % 50}`, 'Timers.Inactive': 'PT1M' })),
  );
  expect(results.filter(({ status }) => status === 201)).toHaveLength(50);
  expect(results.filter(({ status }) => status === 409)).toHaveLength(10);
  const page = await call('GET', '/v1/Conversations?PageSize=20');
  expect(page.body.conversations).toHaveLength(20);
  const fetched = await call('GET', '/v1/Conversations/room%203');
  expect(fetched.body).toEqual(results.find(({ body }) => body.unique_name === 'room 3')?.body);
  const updates = await Promise.all(
    Array.from({ length: 20 }, (_, n) => call('POST', `/v1/Conversations/${fetched.body.sid}`, { FriendlyName: `name ${n}` })),
  );
  expect(updates.map(({ status }) => status)).toEqual(updates.map(() => 200));
  await colloquy.advance('PT2M');
  expect((await call('GET', '/v1/Conversations/room%204')).body.state).toBe('inactive');
  expect((await call('DELETE', '/v1/Conversations/room%203')).status).toBe(204);
  expect((await call('GET', '/v1/Conversations/room%203')).status).toBe(404);
});
