import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { createClient } from '@colloquy/client';
import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDoctor } from '../support/processes/run-doctor.ts';
import { createCertificate, findOpenssl } from '../support/servers/certificate.ts';
import { startFakeS3 } from '../support/servers/fake-s3.ts';
import { listen } from '../support/servers/listen.ts';
import { s3Settings } from '../support/servers/media-storage.ts';
import { startServer } from '../support/servers/start-servers.ts';

const { directory, diagnose } = createDoctor();
let colloquy: Colloquy;
beforeAll(async () => {
  colloquy = await startServer('sqlite::memory:');
});
afterAll(() => colloquy.stop());

test('the targets of webhooks are tried without a request, and shown without their credentials', async () => {
  const client = createClient(colloquy);
  await using receiver = createServer((socket) => {
    socket.on('data', () => expect.unreachable('a target must not receive a request'));
  });
  const origin = await listen(receiver);
  const run = () => diagnose({}, '--url', colloquy.baseUrl);
  expect((await run())('webhooks')).toMatchObject([{ status: 'ok', message: 'No webhooks are configured.' }]);
  await client.updateConfigurationWebhook({
    postWebhookUrl: `http://user:secretWord@127.0.0.1:1/post`,
    preWebhookUrl: `${origin}/pre`,
  });
  const of = await run();
  expect(of('server')).toMatchObject([{ status: 'ok', message: expect.stringContaining('is ready') }]);
  expect(of('webhooks')).toEqual([
    { check: 'webhooks', status: 'ok', message: `The webhook target ${origin} accepts connections.` },
    {
      check: 'webhooks',
      status: 'problem',
      message: expect.stringMatching(
        /^The webhook target http:\/\/127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED/,
      ),
      fix: expect.stringContaining('host.docker.internal'),
    },
  ]);
  const [, refused] = (await diagnose({ COLLOQUY_PRIVATE_WEBHOOKS: '0' }, '--url', colloquy.baseUrl))(
    'webhooks',
  );
  expect(refused).toMatchObject({ status: 'problem' });
});

test('the bucket for media is tried with its key', async () => {
  await using bucket = await startFakeS3();
  const { host } = new URL(bucket.url);
  expect((await diagnose(s3Settings(bucket.url)))('media')).toEqual([
    { check: 'media', status: 'ok', message: `The bucket for media responds at ${host}.` },
  ]);
  // The key reads an object and changes nothing.
  expect(bucket.requests).toEqual(['GET /attachments/chat/2024/colloquy-doctor']);
  const wrong = { ...s3Settings(bucket.url), COLLOQUY_MEDIA_SECRET_ACCESS_KEY: 'another' };
  expect((await diagnose(wrong))('media')).toMatchObject([
    { status: 'problem', fix: expect.stringContaining('access key of the bucket') },
  ]);
  const nobody = s3Settings('http://127.0.0.1:1');
  expect((await diagnose(nobody))('media')).toMatchObject([
    { status: 'problem', fix: expect.stringContaining('COLLOQUY_MEDIA_URL') },
  ]);
});

test('a public URL that redirects, belongs to another program or is not reachable is found', async () => {
  await using other = createHttpServer((request, response) => {
    if (request.url?.startsWith('/moved/'))
      response.writeHead(301, { location: 'https://chat.example/healthz' });
    response.end('{}');
  });
  const origin = await listen(other);
  const findings = async (url: string) =>
    (await diagnose({ COLLOQUY_PUBLIC_URL: url }, '--url', colloquy.baseUrl))('public URL').at(-1);
  expect(await findings(colloquy.baseUrl)).toMatchObject({ status: 'ok' });
  expect(await findings(`${origin}/moved`)).toMatchObject({
    status: 'problem',
    message: `${origin} redirects to https://chat.example, which SDKs do not follow.`,
  });
  expect(await findings(origin)).toMatchObject({
    status: 'problem',
    message: `${origin} replies with status 200, and not as the server does.`,
  });
  expect(await findings('http://127.0.0.1:1')).toMatchObject({
    status: 'warning',
    message: expect.stringContaining('cannot be reached at http://127.0.0.1:1'),
  });
});

const openssl = findOpenssl();

test.skipIf(openssl === undefined)(
  'a target of webhooks with a certificate that nobody signed is found',
  async () => {
    const { key, cert } = createCertificate(openssl ?? '', directory);
    await using target = createTlsServer({ key, cert });
    const origin = await listen(target, 'https');
    await createClient(colloquy).updateConfigurationWebhook({
      postWebhookUrl: `${origin}/post`,
      preWebhookUrl: 'https://no-such-host.invalid/pre',
    });
    const findings = (await diagnose({}, '--url', colloquy.baseUrl))('webhooks');
    expect(findings.find(({ message }) => message.includes(origin))).toMatchObject({
      status: 'problem',
      message: expect.stringMatching(/cannot be reached: .*self-signed certificate/),
      fix: expect.stringContaining('Check the certificate'),
    });
    // A machine without name servers cannot say that the name does not exist.
    expect(findings.find(({ message }) => message.includes('no-such-host.invalid'))).toMatchObject({
      status: 'problem',
      message: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
      fix: expect.stringMatching(/COLLOQUY_NAME_SERVERS|name servers of this machine/),
    });
  },
);
