import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { writeScenarios } from '../realtime/support/write-scenarios.ts';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { runScenario, startPageServer } from '../support/browser/scenario-page.ts';
import { findOpenssl } from '../support/servers/certificate.ts';
import { scenariosWithTls, startServerWithTls } from '../support/servers/server-with-tls.ts';
import { TlsProxy } from '../support/servers/tls-proxy.ts';

const openssl = findOpenssl();

describe.skipIf(openssl === undefined)('with TLS', () => {
  describeInBrowser('a page of another origin', (open) => {
    const disposables = new AsyncDisposableStack();
    let server: Colloquy;
    let pageUrl: string;
    beforeAll(async () => {
      const started = await startServerWithTls(disposables, openssl ?? '');
      server = started.server;
      const page = disposables.use(await startPageServer(writeScenarios(disposables)));
      const proxy = disposables.use(await TlsProxy.start(started.certificate));
      proxy.setTarget(page.url);
      pageUrl = proxy.url;
    });
    afterAll(() => disposables.disposeAsync());

    // Such a page may not open sockets or send requests without TLS.
    test.each(scenariosWithTls)('%s', async (title) =>
      runScenario(await open(pageUrl, { ignoreHTTPSErrors: true }), title, server),
    );
  });
});
