import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@colloquy/client';
import { afterAll, expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { listen } from '../support/servers/listen.ts';
import { startServer } from '../support/servers/start-servers.ts';

const directory = mkdtempSync(join(tmpdir(), 'colloquy-redirected-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('an import follows a redirect of media to a private address only with --private-media', async () => {
  await using server = await startServer('sqlite::memory:');
  const client = createClient(server);
  const { sid: service } = await client.createService({ friendlyName: 'Media' });
  const media = await client.createMedia(service, new Blob(['content'], { type: 'text/plain' }));
  const { sid: conversation } = await client.createServiceConversation(service, {});
  await client.createServiceConversationMessage(service, conversation, { mediaSid: media.sid });

  const requested: string[] = [];
  await using store = createServer(({ url = '', headers }, reply) => {
    requested.push(`${url} ${headers.authorization}`);
    reply.end('content');
  });
  const storeUrl = await listen(store);
  // The server, with its content elsewhere.
  await using source = createServer(({ method, headers, url = '' }, reply) => {
    if (url.endsWith('/Content')) reply.writeHead(307, { Location: `${storeUrl}/signed` }).end();
    else
      request(new URL(url, server.baseUrl), { method, headers }, (found) => {
        reply.writeHead(found.statusCode ?? 502, found.headers);
        found.pipe(reply);
      }).end();
  });
  const sourceUrl = await listen(source);
  const run = (...flags: readonly string[]) =>
    runInProcess(
      [
        ...['import', 'twilio', '--source-url', sourceUrl, '--service', service],
        ...['--journal', join(directory, 'journal'), ...flags],
      ],
      {
        COLLOQUY_ACCOUNT_SID: account.sid,
        COLLOQUY_AUTH_TOKEN: account.token,
        COLLOQUY_DATABASE_URL: `sqlite:${join(directory, 'target.db')}`,
        COLLOQUY_MEDIA_URL: `file:${join(directory, 'media')}`,
        TWILIO_ACCOUNT_SID: account.sid,
        TWILIO_AUTH_TOKEN: account.token,
      },
    );
  expect(await run()).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /it redirects media to 127\.0\.0\.1:\d+, which is not on the public internet\. Pass --private-media/,
    ),
  });
  expect(requested).toEqual([]);
  expect(await run('--private-media')).toMatchObject({ code: 0, stderr: '' });
  expect(requested).toEqual(['/signed undefined']);
  expect(readdirSync(join(directory, 'media'), { recursive: true })).toContain(
    join(media.sid.slice(-2), media.sid),
  );
});
