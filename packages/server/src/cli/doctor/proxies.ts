import { type Check, warning } from './finding.ts';

/** Whether the environment names a proxy, which the server does not use. */
export const checkProxies: Check = async ({ environment }) => {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];
  const found = names.filter((name) => (environment[name] ?? '') !== '');
  return found.length === 0
    ? []
    : [
        warning(
          `${found.join(', ')}: the server sends the requests to webhooks directly, not through a proxy.`,
          'Let the server reach the targets of webhooks, or route them on the network.',
        ),
      ];
};
