import { once } from 'node:events';
import { createServer } from 'node:net';
import { ConfigError } from '../../config/config-error.ts';
import { createServerCaller } from '../connection/call-server.ts';
import { defaultUrl } from '../connection/find-server.ts';
import { explainListenError } from '../server/listen-error.ts';
import { type Check, type Finding, ok, problem } from './finding.ts';
import { findPortOwner } from './port-owner.ts';

/** A server on this machine replies within milliseconds; another program may never. */
const healthTimeoutMs = 1000;

/** Whether the server runs and is ready, or could listen on its port. */
export const checkServer: Check = async ({ config: { host, port }, server }) =>
  server === undefined
    ? [await checkPort(host, port)]
    : [await checkReadiness(server.baseUrl, createServerCaller(server))];

async function checkReadiness(
  baseUrl: string,
  call: ReturnType<typeof createServerCaller>,
): Promise<Finding> {
  try {
    const { status } = await call((client) => client.fetchReadiness());
    await call((client) => client.fetchConfiguration());
    return ok(`The server runs at ${baseUrl} and is ${status}.`);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return problem(error.message, 'See the log of the server.');
  }
}

async function checkPort(host: string, port: number): Promise<Finding> {
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, 'listening');
    return ok(`No server runs with these settings. Port ${port} of ${host} is free for one.`);
  } catch (error) {
    const message = explainListenError(error);
    if (message === undefined) throw error;
    if (await isServer(defaultUrl({ host, port })))
      return ok(`A server already listens on port ${port} of ${host}. Pass --url to check it, too.`);
    const owner = findPortOwner(port);
    return problem(
      owner === undefined ? message : `${message} ${owner} listens there.`,
      'Stop the program that uses it, or set PORT and HOST.',
    );
  } finally {
    probe.close();
  }
}

/** Whether the program at a URL replies as the server does. */
const isServer = (url: string): Promise<boolean> =>
  fetch(`${url}/healthz`, { redirect: 'manual', signal: AbortSignal.timeout(healthTimeoutMs) })
    .then((reply) => reply.text())
    .then(
      (text) => text === '{"status":"ok"}',
      () => false,
    );
