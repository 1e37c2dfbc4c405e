import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { createDatabase } from '../support/engines/databases.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { SessionClient, statusOf } from '../support/realtime/session-client.ts';
import { createChatService } from '../support/servers/chat-service.ts';
import { startServer } from '../support/servers/start-servers.ts';

let server: Awaited<ReturnType<typeof startServer>>;
let call: HttpCaller;
let service: string;
beforeAll(async () => {
  server = await startServer((await createDatabase('sqlite')).url);
  call = createCaller(server.baseUrl, account.sid, account.token);
  service = await createChatService(server);
});
afterAll(() => server?.stop());

const readMetrics = async () => (await fetch(`${server.listeningUrl}/metrics`)).text();

test('metrics show what sessions are sent live and when they subscribe, and those that cannot resume', async () => {
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
  const during = await readMetrics();
  expect(during).toMatch(/^colloquy_sessions 1$/m);
  expect(during).toMatch(/^colloquy_subscriptions 1$/m);
  // An event that does not exist yet: the database has been restored.
  subscribe(`${sid}.channel`, 1000);
  expect(statusOf(await client.next('close'))).toMatchObject({ code: 406 });

  const metrics = await readMetrics();
  expect(metrics).toMatch(/^colloquy_sessions 0$/m);
  expect(metrics).toMatch(/^colloquy_subscriptions 0$/m);
  expect(metrics).toMatch(/^colloquy_session_unsent_bytes \d+$/m);
  expect(metrics).toMatch(/^colloquy_session_events_total 1$/m);
  expect(metrics).toMatch(/^colloquy_replay_events_sum 1$/m);
  expect(metrics).toMatch(/^colloquy_replay_events_count 1$/m);
  expect(metrics).toMatch(/^colloquy_resume_failures_total 1$/m);
  expect(metrics).toMatch(/^colloquy_session_ends_total\{reason="ended"\} 1$/m);
});

/** The rows of the table of metrics in a guide: names, labels and the text. */
function readTable(guide: string): { name: string; labels: string[]; text: string }[] {
  const page = readFileSync(new URL(`../../docs/${guide}`, import.meta.url), 'utf8');
  const rows = page.matchAll(/^\| `(colloquy_\w+)` \|(?: ((?:`\w+`(?:, )?)*) ?\|)? (.+) \|$/gm);
  return [...rows].map(([, name = '', labels = '', text = '']) => ({
    name,
    labels: [...labels.matchAll(/\w+/g)].map(([label]) => label),
    text,
  }));
}

/** What the server exports, in the form of the table. */
async function readExported() {
  const metrics = await readMetrics();
  const types = [...metrics.matchAll(/^# TYPE (colloquy_\w+) (\w+)$/gm)];
  return types.map(([, name = '', type = '']) => {
    const series = [...metrics.matchAll(new RegExp(`^${name}(?:_bucket)?\\{(.+)\\} `, 'gm'))];
    const labels = series.flatMap(([, text = '']) =>
      [...text.matchAll(/(\w+)="/g)].map(([, label]) => label),
    );
    return { name, type, labels: [...new Set(labels)].filter((label) => label !== 'le') };
  });
}

test('the table for operators lists exactly the metrics that the server exports, with their labels', async () => {
  const exported = await readExported();
  const table = readTable('monitoring.md');
  expect(table.map(({ name }) => name).toSorted()).toEqual(exported.map(({ name }) => name).toSorted());
  for (const { name, type, labels } of exported) {
    const row = table.find((each) => each.name === name);
    // No webhook has been called, so its attempts have no series yet.
    if (name !== 'colloquy_webhook_attempt_duration_seconds')
      expect([name, row?.labels]).toEqual([name, labels]);
    expect([name, row?.text.startsWith('histogram')]).toEqual([name, type === 'histogram']);
  }
});

test('the guide to real time lists exactly the metrics of sessions', async () => {
  const ofSessions = (await readExported())
    .map(({ name }) => name)
    .filter((name) => /session|subscription|replay|resume/.test(name));
  expect(
    readTable('realtime.md')
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(ofSessions.toSorted());
});

test('the reasons why sessions end are counted from 0, and the table explains each', async () => {
  const series = (await readMetrics()).matchAll(/^colloquy_session_ends_total\{reason="(.+)"\} \d+$/gm);
  const reasons = [...series].map(([, reason]) => reason);
  const { text = '' } =
    readTable('monitoring.md').find(({ name }) => name === 'colloquy_session_ends_total') ?? {};
  expect(reasons).toContain('slow');
  expect([...text.matchAll(/`([^`]+)`/g)].map(([, reason]) => reason).toSorted()).toEqual(reasons.toSorted());
});
