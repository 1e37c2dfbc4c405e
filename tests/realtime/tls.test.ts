import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { findNode } from '../support/processes/node-versions.ts';
import { type Certificate, createCertificate, findOpenssl } from '../support/servers/certificate.ts';
import { temporaryFolder } from '../support/servers/media-storage.ts';
import { TlsProxy } from '../support/servers/tls-proxy.ts';
import { ScenarioProcess } from './support/scenario-process.ts';
import { writeScenarios } from './support/write-scenarios.ts';

/** Those that use the socket, requests of the SDK outside of it, and large messages. */
const titles = [
  'a message arrives with its text, its author and its attributes',
  'files are uploaded, sent together, and read by the others',
  'the longest text arrives whole, and many of them in one page',
] as const;

const openssl = findOpenssl();

describe.skipIf(openssl === undefined)('behind a proxy with TLS', () => {
  const disposables = new AsyncDisposableStack();
  let server: Colloquy;
  let folder: string;
  let certificate: Certificate;
  beforeAll(async () => {
    certificate = createCertificate(openssl ?? '', temporaryFolder(disposables));
    const proxy = disposables.use(await TlsProxy.start(certificate));
    const settings = { COLLOQUY_PUBLIC_URL: proxy.url, COLLOQUY_TEST_CLOCK: '1' };
    server = disposables.use(await startColloquy({ settings }));
    proxy.setTarget(server.listeningUrl);
    folder = writeScenarios(disposables);
  });
  afterAll(() => disposables.disposeAsync());

  describe.each([24, 20])('in Node %i', (major) => {
    const node = findNode(major);
    test.skipIf(node === undefined).each(titles)('%s', async (title) => {
      const options = { folder, node: node ?? '', server, certificatePath: certificate.path };
      await using client = new ScenarioProcess(options);
      await client.run(title);
    });
  });
});
