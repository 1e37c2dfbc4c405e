import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { queryRows } from '../support/engines/database-contents.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { type MediaServer, startMediaServer } from '../support/servers/media-server.ts';
import { listFiles, temporaryFolder } from '../support/servers/media-storage.ts';

describe.each(engines)('media and messages on %s', (engine) => {
  const disposables = new AsyncDisposableStack();
  let server: MediaServer;
  let folder: string;
  let call: HttpCaller;
  let databaseUrl: string;
  beforeAll(async () => {
    databaseUrl = (await createDatabase(engine)).url;
    folder = temporaryFolder(disposables);
    server = disposables.use(await startMediaServer(databaseUrl, { COLLOQUY_MEDIA_URL: `file:${folder}` }));
    call = createCaller(
      `${server.colloquy.baseUrl}/v1/Services/${server.serviceSid}`,
      account.sid,
      account.token,
    );
  });
  afterAll(() => disposables.disposeAsync());

  const conversation = async () => `/Conversations/${(await call('POST', '/Conversations', {})).body.sid}`;

  /** Runs what is due, twice, because that can make more due. */
  const runDueWork = async () => {
    for (let look = 0; look < 3; look++) await server.colloquy.advance('PT0S');
  };

  test('a message shows its media and keeps it from deletion', async () => {
    const { sid, url } = await server.uploadText();
    const path = await conversation();
    const sent = await call('POST', `${path}/Messages`, { MediaSid: sid });
    expect(sent.status).toBe(201);
    expect(sent.body).toMatchObject({
      media: [{ sid, size: 5, content_type: 'text/plain', filename: null, category: 'media' }],
    });
    const record = await (await server.get(url)).json();
    expect(record).toMatchObject({ message_sid: sent.body.sid, channel_sid: path.split('/').at(-1) });
    await server.colloquy.advance('PT25H');
    expect((await server.get(url)).status).toBe(200);

    const again = await call('POST', `${path}/Messages`, { MediaSid: sid });
    expect([again.status, again.body.code]).toEqual([409, 50508]);
    const update = await call('POST', `${path}/Messages/${sent.body.sid}`, { Body: 'x' });
    expect([update.status, update.body.code]).toEqual([400, 50509]);
    const removal = await call('DELETE', new URL(url).href);
    expect([removal.status, removal.body.code]).toEqual([409, 50508]);
  });

  test('a message with unknown media is rejected', async () => {
    const reply = await call('POST', `${await conversation()}/Messages`, { MediaSid: `ME${'0'.repeat(32)}` });
    expect([reply.status, reply.body.code]).toEqual([404, 50507]);
  });

  test.each(['message', 'conversation'] as const)('media is deleted with its %s', async (kind) => {
    const { sid, url, links } = await server.uploadText();
    const path = await conversation();
    const sent = await call('POST', `${path}/Messages`, { MediaSid: sid });
    expect(listFiles(folder)).toContain(sid);
    await call('DELETE', kind === 'message' ? `${path}/Messages/${sent.body.sid}` : path);
    await runDueWork();
    expect((await server.get(url)).status).toBe(404);
    expect((await fetch(links.content_direct_temporary)).status).toBe(404);
    expect(listFiles(folder)).not.toContain(sid);
    expect(await queryRows(databaseUrl, 'SELECT sid FROM media_removal')).toEqual([]);
  });
});
