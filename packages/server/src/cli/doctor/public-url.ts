import { isLoopback } from '../../config/loopback.ts';
import { errorReason } from '../../platform/error-reason.ts';
import { type Check, type Finding, ok, problem, warning } from './finding.ts';

const timeoutMs = 5000;

/** Whether clients can use the URLs that the server puts into its replies. */
export const checkPublicUrl: Check = async ({ config: { host, publicUrl }, server }) => {
  if (publicUrl === undefined)
    return isLoopback(host)
      ? [ok(`Only programs on this machine can reach the server, because it listens on ${host}.`)]
      : [
          warning(
            'Without COLLOQUY_PUBLIC_URL, the URLs in replies have the Host header of the request, which a proxy may have changed.',
            'Set COLLOQUY_PUBLIC_URL to the URL that clients use, such as https://chat.example.com.',
          ),
        ];
  const url = new URL(publicUrl);
  return [
    ...describeUrl(url, host),
    ...(server === undefined ? [] : [await tryUrl(`${publicUrl}/healthz`, publicUrl)]),
  ];
};

function describeUrl({ hostname, protocol, pathname, origin }: URL, host: string): Finding[] {
  const isLocal = isLoopback(hostname.replace(/^\[|\]$/g, ''));
  return [
    ...(isLocal && !isLoopback(host)
      ? [
          warning(
            `COLLOQUY_PUBLIC_URL is ${origin}, which is another machine for each client: a container, a telephone or a colleague cannot reach it.`,
            'Set it to a name or an address that clients can resolve, such as host.docker.internal for containers.',
          ),
        ]
      : []),
    ...(protocol === 'http:' && !isLocal
      ? [
          warning(
            'COLLOQUY_PUBLIC_URL begins with http:, so credentials and messages are sent unencrypted.',
            'Put a proxy with TLS in front of the server, and begin the URL with https:.',
          ),
        ]
      : []),
    ...(pathname === '/'
      ? []
      : [
          warning(
            `COLLOQUY_PUBLIC_URL has the path ${pathname}, which the server itself does not have.`,
            'Let the proxy remove it from requests, and use it in the base URL of the SDKs.',
          ),
        ]),
  ];
}

async function tryUrl(healthUrl: string, publicUrl: string): Promise<Finding> {
  const { origin } = new URL(publicUrl);
  try {
    const reply = await fetch(healthUrl, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
    const location = reply.headers.get('location');
    if (location !== null && URL.canParse(location, healthUrl))
      return problem(
        `${origin} redirects to ${new URL(location, healthUrl).origin}, which SDKs do not follow.`,
        'Set COLLOQUY_PUBLIC_URL to the URL that it redirects to.',
      );
    const text = await reply.text();
    return reply.ok && text.includes('"ok"')
      ? ok(`The server replies at ${origin}.`)
      : problem(
          `${origin} replies with status ${reply.status}, and not as the server does.`,
          'Let the proxy forward all paths to the server, and keep the Host header.',
        );
  } catch (error) {
    const reason = errorReason(error instanceof Error && error.cause !== undefined ? error.cause : error);
    return warning(
      `The server cannot be reached at ${origin} from this machine: ${reason}`,
      'Check the name, the port, the certificate and the proxy, unless only other machines can use this URL.',
    );
  }
}
