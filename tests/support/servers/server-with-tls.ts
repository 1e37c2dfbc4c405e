import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { type Certificate, createCertificate } from './certificate.ts';
import { temporaryFolder } from './media-storage.ts';
import { TlsProxy } from './tls-proxy.ts';

/** Starts a server behind a proxy with TLS, whose URL is its base URL, with a certificate for this test. */
export async function startServerWithTls(
  disposables: AsyncDisposableStack,
  openssl: string,
): Promise<{ server: Colloquy; certificate: Certificate }> {
  const certificate = createCertificate(openssl, temporaryFolder(disposables));
  const proxy = disposables.use(await TlsProxy.start(certificate));
  const settings = { COLLOQUY_PUBLIC_URL: proxy.url, COLLOQUY_TEST_CLOCK: '1' };
  const server = disposables.use(await startColloquy({ settings }));
  proxy.setTarget(server.listeningUrl);
  return { server, certificate };
}

/** Scenarios that use the socket, requests of the SDK outside of it, and large messages. */
export const scenariosWithTls = [
  'a message arrives with its text, its author and its attributes',
  'files are uploaded, sent together, and read by the others',
  'the longest text arrives whole, and many of them in one page',
] as const;
