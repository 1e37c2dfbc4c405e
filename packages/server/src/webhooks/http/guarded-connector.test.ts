import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { WebhookRequest } from './build-request.ts';
import { NameUnknown } from './connect-errors.ts';
import { createGuardedConnector } from './guarded-connector.ts';
import type { NameResolver } from './name-resolver.ts';
import type { SendResult } from './send-result.ts';
import { Sender } from './sender.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

function sender(options: ConstructorParameters<typeof Sender>[0]): Sender {
  const made = new Sender(options);
  open.push(() => made.close());
  return made;
}

/** A server that replies with the host of the request. */
async function serveHost(): Promise<number> {
  const server = createServer((request, response) => response.end(request.headers.host));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

const requestFor = (url: string): WebhookRequest => ({
  method: 'POST',
  url,
  headers: {},
  body: '',
  accountSid: 'AC1',
});

/** A resolver whose name servers reply. */
const resolver = (resolve: NameResolver['resolve']): NameResolver => ({ resolve, isResponsive: () => true });

const failure = (kind: string) => expect.objectContaining({ kind: 'failure', failure: kind });
const text = (result: SendResult): string =>
  result.kind === 'reply' ? result.body.toString() : result.failure;

describe('the guarded connector', () => {
  /** A sender that resolves only the given names. */
  const guarded = (addresses: Record<string, readonly string[]> = {}) =>
    sender({ allowPrivate: false, resolver: resolver(async (hostname) => addresses[hostname] ?? []) });

  it.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '0',
    '%31%32%37.0.0.1',
    '１２７.0.0.1',
    '127.0.0.1.',
    '10.1.2.3',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '[64:ff9b::7f00:1]',
  ])('refuses %s', async (host) => {
    for (const scheme of ['http', 'https'])
      expect(await guarded().send(requestFor(`${scheme}://${host}:9/`))).toEqual(failure('address-refused'));
  });

  it('refuses a name that resolves to addresses that are not public', async () => {
    const sending = guarded({
      'inside.test': ['10.0.0.1', 'fd00::1'],
      'mapped.test': ['::ffff:169.254.169.254'],
      'zone.test': ['fe80::1%1'],
      'odd.test': ['not an address'],
      localhost: ['127.0.0.1', '::1'],
    });
    for (const name of ['inside.test', 'mapped.test', 'zone.test', 'odd.test', 'localhost', 'INSIDE.test'])
      expect(await sending.send(requestFor(`http://${name}:9/`)), name).toEqual(failure('address-refused'));
    expect(await sending.send(requestFor('http://unknown.test:9/'))).toEqual(failure('name-unknown'));
  });

  it('resolves a name again for every connection', async () => {
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    const asked: string[] = [];
    const sending = sender({
      allowPrivate: false,
      resolver: resolver(async (hostname) => {
        asked.push(hostname);
        return answers.shift() ?? [];
      }),
    });
    for (const kind of ['address-refused', 'address-refused', 'name-unknown'])
      expect(await sending.send(requestFor('http://changing.test:9/'))).toEqual(failure(kind));
    expect(asked).toEqual(['changing.test', 'changing.test', 'changing.test']);
  });

  it('skips forbidden addresses of a name, even if only they respond', async () => {
    const port = String(await serveHost());
    const connect = (resolve: NameResolver['resolve'], isAllowed: (address: string) => boolean) =>
      new Promise<string | undefined>((done) => {
        const place = { hostname: 'mixed.test', protocol: 'http:', port };
        createGuardedConnector({ resolve, isAllowed }, 5000)(place, (error, socket) => {
          done(error === null ? socket?.remoteAddress : 'none');
          socket?.destroy();
        });
      });
    const both = async () => ['::1', '127.0.0.1'];
    expect(await connect(both, () => true)).toBe('127.0.0.1');
    expect(await connect(both, (address) => address !== '127.0.0.1')).toBe('none');
    expect(await connect(both, (address) => address !== '::1')).toBe('127.0.0.1');
  });

  it('connects to private addresses if they are allowed, and sends the name as host', async () => {
    const port = await serveHost();
    const sending = sender({ allowPrivate: true, resolver: resolver(async () => ['127.0.0.1']) });
    expect(text(await sending.send(requestFor(`http://127.0.0.1:${port}/`)))).toBe(`127.0.0.1:${port}`);
    expect(text(await sending.send(requestFor(`http://hook.test:${port}/`)))).toBe(`hook.test:${port}`);
  });

  it('reports a name that cannot be resolved', async () => {
    const sending = sender({
      allowPrivate: true,
      resolver: resolver(() => Promise.reject(new NameUnknown('hook.test'))),
    });
    expect(await sending.send(requestFor('http://hook.test/'))).toEqual(failure('name-unknown'));
  });
});
