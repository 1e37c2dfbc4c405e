import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../support/processes/free-port.ts';
import type { Certificate } from '../support/servers/certificate.ts';
import { adaptSample } from './adapt-sample.ts';
import { startProgram } from './start-program.ts';

/** A proxy whose sample in the folder deploy is tried. */
export type ProxyName = 'nginx' | 'caddy';

interface Site {
  readonly port: number;
  /** The port of the server behind it. */
  readonly upstream: number;
  readonly certificate: Certificate;
  /** Of all files of the proxy. */
  readonly folder: string;
}

/** Writes the files of a proxy with its sample. @returns the arguments that start it in the foreground. */
const configure: Readonly<Record<ProxyName, (site: Site) => readonly string[]>> = {
  nginx({ port, upstream, certificate, folder }) {
    const site = adaptSample('nginx.conf', {
      'listen 443': `listen 127.0.0.1:${port}`,
      '127.0.0.1:8080': `127.0.0.1:${upstream}`,
      '/etc/ssl/chat.example.com.pem': certificate.path,
      '/etc/ssl/private/chat.example.com.key': join(folder, 'key.pem'),
    });
    writeFileSync(join(folder, 'site.conf'), site);
    writeFileSync(
      join(folder, 'nginx.conf'),
      `daemon off; pid nginx.pid; error_log stderr; worker_processes 1; events {}
      http { access_log off; client_body_temp_path body; proxy_temp_path proxy; include site.conf; }`,
    );
    return ['-e', 'stderr', '-p', folder, '-c', 'nginx.conf'];
  },
  caddy({ port, upstream, certificate, folder }) {
    const site = adaptSample('Caddyfile', {
      '\nchat.example.com {': `\nhttps://127.0.0.1:${port} {\ntls ${certificate.path} ${join(folder, 'key.pem')}`,
      '127.0.0.1:8080': `127.0.0.1:${upstream}`,
    });
    const file = join(folder, 'Caddyfile');
    writeFileSync(file, `{\nadmin off\nauto_https disable_redirects\n}\n${site}`);
    return ['run', '--config', file, '--adapter', 'caddyfile'];
  },
};

/** Starts a proxy with TLS before a server, as its sample describes. */
export async function startProxy(
  name: ProxyName,
  program: string,
  site: Omit<Site, 'port'>,
): Promise<{ readonly port: number } & AsyncDisposable> {
  const port = await freePort();
  const end = await startProgram(program, configure[name]({ ...site, port }), port, {
    HOME: site.folder,
    XDG_DATA_HOME: site.folder,
    XDG_CONFIG_HOME: site.folder,
  });
  return {
    port,
    // Caddy would wait for open connections; nginx has to end its workers.
    [Symbol.asyncDispose]: () => end(name === 'nginx' ? 'SIGTERM' : 'SIGKILL'),
  };
}
