/** The bytes of the requests; the parts that all requests to a server share are joined once. */

import type { RequestSpec } from '../helper-messages.ts';
import type { Target } from './request-source.ts';

const webhookHeader = 'X-Twilio-Webhook-Enabled: true\r\n';

/** Returns a function that serializes a request to a server as the bytes of HTTP, all ASCII. */
export function createRequestSerializer(target: Target): (requestSpec: RequestSpec) => string {
  const headers =
    `Host: 127.0.0.1:${target.port}\r\nAccept: application/json\r\n` +
    `Authorization: ${target.authorization}\r\n${target.webhooks ? webhookHeader : ''}`;
  const withForm = `${headers}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: `;
  return ({ method, path, form }) =>
    form === undefined
      ? `${method} ${path} HTTP/1.1\r\n${headers}\r\n`
      : `${method} ${path} HTTP/1.1\r\n${withForm}${form.length}\r\n\r\n${form}`;
}
