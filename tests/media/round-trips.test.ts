import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { startFakeS3 } from '../support/servers/fake-s3.ts';
import {
  authorization,
  type MediaRecord,
  type MediaServer,
  startMediaServer,
} from '../support/servers/media-server.ts';
import { folderSettings, s3Settings } from '../support/servers/media-storage.ts';
import { startTime } from '../support/start-time.ts';

const large = randomBytes(5_000_000);

const contents: readonly (readonly [string, Buffer])[] = [
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.from([0])],
  [
    'every byte and what looks like the end of a part',
    Buffer.from(
      `${String.fromCharCode(...Array.from({ length: 256 }, (_, n) => n))}\r\n--\r\n\r\n--x--\r\n`,
      'latin1',
    ),
  ],
  ['5 MB', large],
];

const contentStores = [
  ...engines.map((engine) => ({ engine, contentStore: 'folder' as const })),
  { engine: 'sqlite' as const, contentStore: 'bucket' as const },
];

describe.each(contentStores)(
  'media on $engine with its content in a $contentStore',
  ({ engine, contentStore }) => {
    const disposables = new AsyncDisposableStack();
    let server: MediaServer;
    beforeAll(async () => {
      const { url } = await createDatabase(engine);
      const settings =
        contentStore === 'folder'
          ? folderSettings(disposables)
          : s3Settings(disposables.use(await startFakeS3()).url);
      server = disposables.use(await startMediaServer(url, settings));
    });
    afterAll(() => disposables.disposeAsync());

    const bytesAt = async (url: string, headers?: Record<string, string>) => {
      const reply = await (headers === undefined ? server.get(url) : fetch(url, { headers }));
      expect(reply.status).toBe(200);
      return Buffer.from(await reply.arrayBuffer());
    };

    test.each(contents)('a raw upload of %s is fetched unchanged', async (_, content) => {
      const reply = await server.upload(
        new Uint8Array(content),
        { 'content-type': 'image/png' },
        '?Filename=a.png',
      );
      expect(reply.status).toBe(201);
      const record = (await reply.json()) as MediaRecord;
      expect(record).toMatchObject({ size: content.length, content_type: 'image/png', filename: 'a.png' });
      expect((await bytesAt(record.links.content)).equals(content)).toBe(true);
      expect((await bytesAt(record.links.content_direct_temporary, {})).equals(content)).toBe(true);
    });

    test.each(contents)('a form upload of %s is fetched unchanged', async (_, content) => {
      const form = new FormData();
      form.append('note', 'no file');
      form.append('file', new Blob([new Uint8Array(content)], { type: 'text/csv' }), 'Übersicht "1".csv');
      form.append('more', 'after it');
      const reply = await server.upload(form, {}, '?Category=history');
      expect(reply.status).toBe(201);
      const record = (await reply.json()) as MediaRecord;
      expect(record).toMatchObject({
        size: content.length,
        content_type: 'text/csv',
        filename: 'Übersicht "1".csv',
        category: 'history',
      });
      expect((await bytesAt(record.links.content)).equals(content)).toBe(true);
    });

    test('an upload without a content length is accepted', async () => {
      const pieces = [Buffer.from('a'), large.subarray(0, 100_000), Buffer.from('z')];
      const reply = await fetch(server.media, {
        method: 'POST',
        headers: { authorization },
        body: ReadableStream.from(pieces),
        duplex: 'half',
      });
      const record = (await reply.json()) as MediaRecord;
      expect(record.content_type).toBe('application/octet-stream');
      expect((await bytesAt(record.links.content)).equals(Buffer.concat(pieces))).toBe(true);
    });

    test.each([
      ['bytes=0-3', 206, 'hell', 'bytes 0-3/5'],
      ['bytes=3-', 206, 'lo', 'bytes 3-4/5'],
      ['bytes=-2', 206, 'lo', 'bytes 3-4/5'],
      ['bytes=1-99', 206, 'ello', 'bytes 1-4/5'],
      ['bytes=5-', 416, undefined, 'bytes */5'],
      ['bytes=3-1', 200, 'hello', null],
      ['bytes=0-0,2-2', 200, 'hello', null],
      ['lines=1-2', 200, 'hello', null],
    ])('the range %s is answered with %i', async (range, status, text, contentRange) => {
      const { links } = await server.uploadText();
      const reply = await server.get(links.content, { range });
      expect(reply.status).toBe(status);
      expect(reply.headers.get('content-range')).toBe(contentRange);
      if (text !== undefined) expect(await reply.text()).toBe(text);
    });

    test('a media object has the properties that the SDKs expect', async () => {
      const { sid, url } = await server.uploadText();
      const record = await (await server.get(url)).json();
      const at = startTime.toISOString().replace('.000', '');
      expect(record).toEqual({
        sid: expect.stringMatching(/^ME[0-9a-f]{32}$/),
        service_sid: server.serviceSid,
        channel_sid: null,
        message_sid: null,
        date_created: at,
        date_updated: at,
        date_upload_updated: at,
        size: 5,
        content_type: 'text/plain',
        filename: null,
        category: 'media',
        author: null,
        is_multipart_upstream: false,
        url: `${server.media}/${sid}`,
        links: {
          content: `${server.media}/${sid}/Content`,
          content_direct_temporary: expect.stringContaining(`/media/${server.serviceSid}/${sid}?expires=`),
        },
      });
    });

    test('one request fetches several media objects', async () => {
      const { sid } = await server.uploadText();
      const unknown = `ME${'0'.repeat(32)}`;
      const reply = await fetch(`${server.media}Set`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ command: 'get', list: [{ media_sid: sid }, { media_sid: unknown }, {}] }),
      });
      expect(await reply.json()).toEqual([
        { code: 200, media_record: expect.objectContaining({ sid, size: 5 }) },
        { code: 404, media_record: { sid: unknown } },
        { code: 404, media_record: { sid: null } },
      ]);
    });

    test('media that no message uses can be deleted', async () => {
      const { url, links } = await server.uploadText();
      expect((await fetch(url, { method: 'DELETE', headers: { authorization } })).status).toBe(204);
      for (const each of [url, links.content, links.content_direct_temporary]) {
        expect((await server.get(each)).status).toBe(404);
      }
      expect((await fetch(url, { method: 'DELETE', headers: { authorization } })).status).toBe(404);
    });
  },
);
