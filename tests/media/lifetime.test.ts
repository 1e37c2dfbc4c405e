import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseDatabaseUrl } from '../../packages/server/src/storage/database-url.ts';
import { account } from '../support/accounts.ts';
import { execute, queryRows } from '../support/engines/database-contents.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { startServerProcess } from '../support/processes/colloquy-command.ts';
import { fakeS3Key, startFakeS3 } from '../support/servers/fake-s3.ts';
import { authorization, createService, startMediaServer } from '../support/servers/media-server.ts';
import { folderSettings, listFiles, s3Settings, temporaryFolder } from '../support/servers/media-storage.ts';
import { startTime } from '../support/start-time.ts';

const disposables = new AsyncDisposableStack();
afterAll(() => disposables.disposeAsync());

describe.each(engines)('on %s', (engine) => {
  test('an upload that no message uses is deleted after a day', async () => {
    const { url } = await createDatabase(engine);
    const folder = temporaryFolder(disposables);
    await using server = await startMediaServer(url, { COLLOQUY_MEDIA_URL: `file:${folder}` });
    const { sid, links } = await server.uploadText();
    await server.colloquy.advance('PT23H59M59S');
    expect(listFiles(folder)).toEqual([sid]);
    expect((await server.get(links.content)).status).toBe(200);
    await server.colloquy.advance('PT1S');
    expect(listFiles(folder)).toEqual([]);
    expect((await server.get(links.content)).status).toBe(404);
    expect(await queryRows(url, 'SELECT sid FROM media_removal')).toEqual([]);
  });

  test('content that a killed server left behind is deleted after the clock has been set back by a year', async () => {
    const { url } = await createDatabase(engine);
    const folder = temporaryFolder(disposables);
    await using server = await startMediaServer(url, { COLLOQUY_MEDIA_URL: `file:${folder}` });
    const { sid } = await server.uploadText();
    await execute(url, `DELETE FROM media WHERE sid = '${sid}'`);
    const [tomorrow, inAYear] = [20, 365 * 24].map((hours) =>
      new Date(startTime.getTime() + hours * 3_600_000).toISOString(),
    );
    await execute(url, `INSERT INTO media_removal (sid, due, uploading) VALUES ('${sid}', '${tomorrow}', 1)`);
    await server.colloquy.advance('PT0S');
    expect(listFiles(folder)).toEqual([sid]);
    await execute(url, `UPDATE media_removal SET due = '${inAYear}'`);
    await server.colloquy.advance('PT0S');
    expect(listFiles(folder)).toEqual([]);
    expect(await queryRows(url, 'SELECT sid FROM media_removal')).toEqual([]);
  });

  test('media is deleted with its service', async () => {
    const { url } = await createDatabase(engine);
    const folder = temporaryFolder(disposables);
    await using server = await startMediaServer(url, { COLLOQUY_MEDIA_URL: `file:${folder}` });
    const { links } = await server.uploadText();
    const other = await createService(server.colloquy, authorization);
    const kept = `${server.colloquy.baseUrl}/v1/Services/${other}/Media`;
    const { sid } = (await (
      await fetch(kept, {
        method: 'POST',
        headers: { authorization, 'content-type': 'text/plain' },
        body: 'x',
      })
    ).json()) as { sid: string };
    const service = `${server.colloquy.baseUrl}/v1/Services/${server.serviceSid}`;
    await fetch(service, { method: 'DELETE', headers: { authorization } });
    expect((await fetch(links.content_direct_temporary)).status).toBe(404);
    await server.colloquy.advance('PT0S');
    // The first run deletes the rows; the content is deleted in the next one.
    await server.colloquy.advance('PT0S');
    expect(listFiles(folder)).toEqual([sid]);
    expect(await queryRows(url, 'SELECT sid FROM media')).toEqual([{ sid }]);
    expect(await queryRows(url, 'SELECT sid FROM media_removal')).toEqual([]);
  });
});

test('content that a killed server had begun to store is deleted by a later server', async () => {
  const { url } = await createDatabase('sqlite');
  const folder = temporaryFolder(disposables);
  const environment = {
    COLLOQUY_DATABASE_URL: url,
    COLLOQUY_MEDIA_URL: `file:${folder}`,
    COLLOQUY_ACCOUNT_SID: account.sid,
    COLLOQUY_AUTH_TOKEN: account.token,
    COLLOQUY_TEST_CLOCK: '1',
  };
  {
    await using first = await startServerProcess(environment);
    const sid = await createService(first, authorization);
    const endless = new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from('some of it')),
    });
    const upload = fetch(`${first.baseUrl}/v1/Services/${sid}/Media`, {
      method: 'POST',
      headers: { authorization },
      body: endless,
      duplex: 'half',
    }).catch(() => 'broken off');
    await expect.poll(() => listFiles(folder)).toHaveLength(1);
    await first.kill('SIGKILL');
    expect(await upload).toBe('broken off');
  }
  expect(listFiles(folder)).toHaveLength(1);
  await using second = await startServerProcess(environment);
  await fetch(`${second.baseUrl}/colloquy/v1/clock/advance`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Duration=PT24H',
  });
  expect(listFiles(folder)).toEqual([]);
  expect(await queryRows(url, 'SELECT sid FROM media_removal')).toEqual([]);
});

test('with a database in memory, content is deleted with the server', async () => {
  const server = await startMediaServer('sqlite::memory:');
  const { links } = await server.uploadText();
  expect(await (await server.get(links.content)).text()).toBe('hello');
  await server.colloquy.stop();
  await using next = await startMediaServer('sqlite::memory:');
  expect((await next.get(next.colloquy.baseUrl + new URL(links.content).pathname)).status).toBe(404);
});

test('without a setting, content is stored in a folder beside the database', async () => {
  const { url } = await createDatabase('sqlite');
  await using server = await startMediaServer(url);
  const location = parseDatabaseUrl(url);
  const folder = location?.kind === 'file' ? join(dirname(location.path), 'media') : expect.fail(url);
  // The folder is created when it is needed.
  expect(existsSync(folder)).toBe(false);
  const { sid } = await server.uploadText();
  expect(listFiles(folder)).toEqual([sid]);
});

test('an upload to a folder that has become unusable fails and leaves nothing behind', async () => {
  const { url } = await createDatabase('sqlite');
  const location = parseDatabaseUrl(url);
  const folder = location?.kind === 'file' ? `${location.path}.media` : expect.fail(url);
  await using server = await startMediaServer(url, { COLLOQUY_MEDIA_URL: `file:${folder}` });
  writeFileSync(folder, 'a file in the place of the folder');
  const reply = await server.upload('x');
  expect([reply.status, await reply.json()]).toMatchObject([503, { code: 20503 }]);
  expect(await queryRows(url, 'SELECT sid FROM media')).toEqual([]);
});

describe('media in a bucket', () => {
  test('a bucket has one object for each medium under its prefix, and none for deleted media', async () => {
    await using bucket = await startFakeS3();
    await using server = await startMediaServer('sqlite::memory:', s3Settings(bucket.url));
    const { sid, url } = await server.uploadText();
    expect([...bucket.objects]).toEqual([[`/attachments/chat/2024/${sid}`, Buffer.from('hello')]]);
    await fetch(url, { method: 'DELETE', headers: { authorization } });
    await server.colloquy.advance('PT0S');
    expect([...bucket.objects]).toEqual([]);
  });

  test('a request to a bucket is retried after a transient failure', async () => {
    await using bucket = await startFakeS3();
    await using server = await startMediaServer('sqlite::memory:', s3Settings(bucket.url));
    bucket.failures.push(503, 500);
    const { sid, links } = await server.uploadText();
    expect(sid).toMatch(/^ME/);
    bucket.failures.push(429);
    expect(await (await server.get(links.content)).text()).toBe('hello');
  });

  test('a bucket that rejects the key fails the request without a retry, and the server keeps running', async () => {
    await using bucket = await startFakeS3();
    const settings = {
      ...s3Settings(bucket.url),
      COLLOQUY_MEDIA_SECRET_ACCESS_KEY: `${fakeS3Key.secret}x`,
    };
    await using server = await startMediaServer('sqlite::memory:', settings);
    const reply = await server.upload('x');
    expect([reply.status, await reply.json()]).toMatchObject([503, { code: 20503 }]);
    expect(bucket.requests).toHaveLength(1);
  });

  test('a deletion that a bucket rejects is retried later', async () => {
    await using bucket = await startFakeS3();
    await using server = await startMediaServer('sqlite::memory:', s3Settings(bucket.url));
    const { url } = await server.uploadText();
    await fetch(url, { method: 'DELETE', headers: { authorization } });
    bucket.failures.push(403);
    await server.colloquy.advance('PT0S');
    expect(bucket.objects.size).toBe(1);
    await server.colloquy.advance('PT1M');
    expect(bucket.objects.size).toBe(0);
  });
});

test('content that is missing in the folder is not found', async () => {
  const { url } = await createDatabase('sqlite');
  const settings = folderSettings(disposables);
  let link: string;
  {
    await using first = await startMediaServer(url, settings);
    link = new URL((await first.uploadText()).links.content).pathname;
  }
  await using second = await startMediaServer(url, folderSettings(disposables));
  expect((await second.get(second.colloquy.baseUrl + link)).status).toBe(404);
});
