import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller } from '../support/http/caller.ts';
import { SyncClient } from './support/sync-client.ts';

const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

describe.each(engines)('a hostile client on %s', (engine) => {
  let colloquy: Colloquy;
  let client: SyncClient;
  let service: string;
  let sid: string;
  beforeAll(async () => {
    colloquy = await startColloquy({ databaseUrl: (await createDatabase(engine)).url });
    const call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
    service = (await call('POST', '/v1/Services', { FriendlyName: 'Chat' })).body.sid;
    const root = `/v1/Services/${service}/Conversations`;
    sid = (await call('POST', root, { UniqueName: 'room' })).body.sid;
    await call('POST', `${root}/${sid}/Participants`, { Identity: 'mallory' });
    client = new SyncClient(await colloquy.token({ identity: 'mallory', serviceSid: service }));
    await client.connect(colloquy.listeningUrl);
  });
  afterAll(async () => {
    client.cut();
    await colloquy.stop();
  });

  test.each<[string, (path: string) => Parameters<SyncClient['request']>]>([
    ['a body of objects in objects', (path) => ['POST', path, nested(20_000)]],
    [
      'a body of lists in lists',
      (path) => ['POST', path, `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
    ],
    ['a body with a NUL', (path) => ['POST', path, { friendly_name: 'a\0b', unique_name: 'a\0b' }]],
    [
      'a body with half a character',
      (path) => ['POST', path, '{"friendly_name":"\\ud800","attributes":"\\udc00"}'],
    ],
    ['a message with half a character', (path) => ['POST', `${path}/room/Messages`, '{"body":"\\ud800"}']],
    ['a body that is a list', (path) => ['POST', path, '[1]']],
    [
      'a body with the name of a prototype',
      (path) => ['POST', path, '{"__proto__":{"a":1},"constructor":"x"}'],
    ],
    ['a list where a text belongs', (path) => ['POST', path, '{"friendly_name":[1,{}],"attributes":[[]]}']],
    ['a path with a NUL', (path) => ['GET', `${path}/a%00b`]],
    ['a participant with a NUL', (path) => ['DELETE', `${path}/room/Participants/a%00b`, {}]],
    ['a user with a NUL', () => ['GET', `/v1/Services/${service}/Users/%00`]],
    ['a page from a key with a NUL', () => ['GET', `/v3/Maps/${sid}.roster/Items`, '', { From: 'a%00' }]],
    ['an item whose key has a NUL', () => ['GET', `/v3/Maps/${sid}.roster/Items`, '', { Key: '%00' }]],
    ['an item at no index', () => ['GET', `/v3/Lists/${sid}.messages/Items`, '', { Index: 'x' }]],
    ['an item at a huge index', () => ['GET', `/v3/Lists/${sid}.messages/Items`, '', { Index: '1e300' }]],
    [
      'a page from a huge index',
      () => ['GET', `/v3/Lists/${sid}.messages/Items`, '', { From: '9'.repeat(30) }],
    ],
    ['a page of no size', () => ['GET', `/v3/Lists/${sid}.messages/Items`, '', { PageSize: '-1' }]],
    [
      'a token of no page',
      () => ['GET', `/v1/Services/${service}/Users/mallory/Conversations`, '', { PageToken: '%00' }],
    ],
    [
      'a parameter that is not well encoded',
      () => ['GET', `/v3/Maps/${sid}.roster/Items`, '', { From: '%ff' }],
    ],
    [
      'typing in a conversation with a NUL',
      () => ['POST', `/v1/Services/${service}/Typing`, 'ChannelSid=%00'],
    ],
    [
      'a registration with a NUL',
      () => [
        'POST',
        '/v1/registrations',
        '{"channel_type":"fcm","data":{"registration_id":"\\u0000"}}',
        { productId: 'ip_messaging' },
      ],
    ],
    ['a removal of a registration with a NUL', () => ['DELETE', '/v1/registrations/%00', {}]],
    [
      'a read horizon that is no number',
      (path) => [
        'POST',
        `/v1/Services/${service}/Users/mallory/Conversations/${sid}`,
        `{"last_read_message_index":${path.length}e300}`,
      ],
    ],
    [
      'a subscription to nothing',
      () => ['POST', '/v4/Subscriptions', '{"action":"establish","correlation_id":1,"requests":[null]}'],
    ],
    [
      'a subscription from a huge event',
      () => [
        'POST',
        '/v4/Subscriptions',
        `{"action":"establish","correlation_id":1,"requests":[{"object_sid":"${sid}.roster","last_event_id":1e300}]}`,
      ],
    ],
    [
      'a subscription from a negative event',
      () => [
        'POST',
        '/v4/Subscriptions',
        `{"action":"establish","correlation_id":1,"requests":[{"object_sid":"${sid}.roster","last_event_id":-9007199254740991}]}`,
      ],
    ],
  ])('%s causes no error of the server', async (_, request) => {
    const { status } = await client.request(...request(`/v1/Services/${service}/Conversations`));
    expect(status).toBeGreaterThanOrEqual(200);
    expect(status).toBeLessThan(500);
    expect((await client.request('GET', '/Client/v2/Configuration')).status).toBe(200);
  });
});
