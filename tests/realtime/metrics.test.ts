import { expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { createDatabase } from '../support/engines/databases.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { createCaller } from '../support/http/caller.ts';
import { SessionClient, statusOf } from '../support/realtime/session-client.ts';
import { createChatService } from '../support/servers/chat-service.ts';
import { startServer } from '../support/servers/start-servers.ts';

test('metrics show what sessions are sent live and when they subscribe, and those that cannot resume', async () => {
  await using server = await startServer((await createDatabase('sqlite')).url);
  const service = await createChatService(server);
  const call = createCaller(server.baseUrl, account.sid, account.token);
  const path = `/v1/Services/${service}/Conversations`;
  const { sid } = (await call('POST', path, {})).body;
  await call('POST', `${path}/${sid}/Participants`, { Identity: 'alice' });
  await call('POST', `${path}/${sid}/Messages`, { Body: 'before' });

  using client = new SessionClient(server.listeningUrl);
  await client.init(signAccessToken(service));
  const subscribe = (name: string, lastEvent: number) => {
    const requests = [{ object_sid: name, object_type: 'list', last_event_id: lastEvent }];
    const http_request = { host: 'h', method: 'POST', path: '/v4/Subscriptions' };
    client.send(
      'message',
      { http_request },
      JSON.stringify({ action: 'establish', correlation_id: 1, requests }),
    );
  };
  subscribe(`${sid}.messages`, 0);
  for (const type of ['list_item_added', 'subscription_established'])
    expect(JSON.parse((await client.next('notification')).payload)).toMatchObject({ event_type: type });
  await call('POST', `${path}/${sid}/Messages`, { Body: 'after' });
  await client.next('notification');
  // An event that does not exist yet: the database has been restored.
  subscribe(`${sid}.channel`, 1000);
  expect(statusOf(await client.next('close'))).toMatchObject({ code: 406 });

  const metrics = await (await fetch(`${server.listeningUrl}/metrics`)).text();
  expect(metrics).toMatch(/^colloquy_session_events_total 1$/m);
  expect(metrics).toMatch(/^colloquy_replay_events_sum 1$/m);
  expect(metrics).toMatch(/^colloquy_replay_events_count 1$/m);
  expect(metrics).toMatch(/^colloquy_resume_failures_total 1$/m);
});
