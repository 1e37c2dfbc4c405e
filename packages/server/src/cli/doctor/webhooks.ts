import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Client } from '@colloquy/client';
import { escapeControls } from '@colloquy/contract';
import { ConfigError } from '../../config/config-error.ts';
import { errorReason } from '../../platform/error-reason.ts';
import { isPublicAddress } from '../../webhooks/http/public-address.ts';
import { createServerCaller } from '../connection/call-server.ts';
import { type Check, type Finding, ok, problem } from './finding.ts';

const connectTimeoutMs = 5000;
/** Bounds on the work, with room for what people set up by hand. */
const [maxServices, maxDeliveries, maxTargets] = [50, 200, 20];

/**
 * Whether the targets of webhooks accept connections: those of the account and its services, and the last deliveries, which
 * include webhooks of conversations. It sends no request, because a target would act on it.
 */
export const checkWebhooks: Check = async ({ config, server }) => {
  if (server === undefined) return [];
  try {
    const urls = await createServerCaller(server)(listUrls);
    const origins = [...new Set(urls.filter((url) => URL.canParse(url)).map((url) => new URL(url).origin))];
    if (origins.length === 0) return [ok('No webhooks are configured.')];
    return await Promise.all(
      origins.slice(0, maxTargets).map((origin) => checkTarget(new URL(origin), config.privateWebhooks)),
    );
  } catch (error) {
    // That the server does not reply is a finding of another check.
    if (error instanceof ConfigError) return [];
    throw error;
  }
};

async function listUrls(client: Client): Promise<string[]> {
  const [account, services, deliveries] = await Promise.all([
    client.fetchConfigurationWebhook(),
    client.pageService({ pageSize: maxServices }),
    client.listWebhookDeliveries({ limit: maxDeliveries }),
  ]);
  const ofServices = await Promise.all(
    services.items.map(({ sid }) => client.fetchServiceWebhookConfiguration(sid)),
  );
  const configured = [account, ...ofServices].flatMap((each) => [each.preWebhookUrl, each.postWebhookUrl]);
  return [...configured, ...deliveries.map(({ url }) => url)].flatMap((url) => url ?? []);
}

async function checkTarget(url: URL, allowsPrivate: boolean): Promise<Finding> {
  const shown = escapeControls(url.origin);
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  try {
    const address = await tryConnection(url, hostname);
    if (!allowsPrivate && !isPublicAddress(address))
      return problem(
        `The webhook target ${shown} has a private address, where the server sends nothing.`,
        'Set COLLOQUY_PRIVATE_WEBHOOKS=1 if callers of the API may reach your network.',
      );
    return ok(`The webhook target ${shown} accepts connections.`);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const isLocal = hostname === 'localhost' || hostname.startsWith('127.');
    return problem(
      `The webhook target ${shown} cannot be reached: ${escapeControls(errorReason(error))}`,
      code === 'ECONNREFUSED' && isLocal
        ? 'Start the program there. In a container, localhost is the container itself: use host.docker.internal.'
        : (fixes[code] ?? 'Check the certificate of the target, its port, and firewalls.'),
    );
  }
}

const fixes: Readonly<Record<string, string>> = {
  ENOTFOUND: 'Correct the host name, or set COLLOQUY_NAME_SERVERS to name servers that know it.',
  EAI_AGAIN: 'Check the name servers of this machine.',
  ECONNREFUSED: 'Start the program there, or correct the port.',
  ETIMEDOUT: 'Check firewalls on the way.',
};

/** Resolves with the address that a connection was opened to; rejects with the error of the system or of TLS. */
function tryConnection(url: URL, host: string): Promise<string> {
  const isTls = url.protocol === 'https:';
  const port = Number(url.port) || (isTls ? 443 : 80);
  return new Promise((resolve, reject) => {
    const socket: Socket = isTls
      ? connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }) })
      : connectTcp({ host, port });
    socket.setTimeout(connectTimeoutMs, () =>
      socket.destroy(Object.assign(new Error('it does not respond'), { code: 'ETIMEDOUT' })),
    );
    socket.once('error', reject);
    socket.once(isTls ? 'secureConnect' : 'connect', () => {
      resolve(socket.remoteAddress ?? host);
      socket.destroy();
    });
  });
}
