import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { findNode } from '../support/processes/node-versions.ts';
import { type Certificate, findOpenssl } from '../support/servers/certificate.ts';
import { scenariosWithTls, startServerWithTls } from '../support/servers/server-with-tls.ts';
import { ScenarioProcess } from './support/scenario-process.ts';
import { writeScenarios } from './support/write-scenarios.ts';

const openssl = findOpenssl();

describe.skipIf(openssl === undefined)('behind a proxy with TLS', () => {
  const disposables = new AsyncDisposableStack();
  let server: Colloquy;
  let certificate: Certificate;
  let folder: string;
  beforeAll(async () => {
    ({ server, certificate } = await startServerWithTls(disposables, openssl ?? ''));
    folder = writeScenarios(disposables);
  });
  afterAll(() => disposables.disposeAsync());

  describe.each([24, 20])('in Node %i', (major) => {
    const node = findNode(major);
    test.skipIf(node === undefined).each(scenariosWithTls)('%s', async (title) => {
      const options = { folder, node: node ?? '', server, certificatePath: certificate.path };
      await using client = new ScenarioProcess(options);
      await client.run(title);
    });
  });
});
