/** The bytes of the requests; the parts that all requests to a server share are joined once. */

import type { RequestSpec } from '../helper-messages.ts';
import type { Target } from './request-source.ts';

const webhookHeader = 'X-Twilio-Webhook-Enabled: true\r\n';

/** Returns a function that serializes a request to a server as the bytes of HTTP, all ASCII. */
export function createRequestSerializer(target: Target): (requestSpec: RequestSpec) => string {
  const { authorization } = target;
  const credentials = authorization === null ? '' : `Authorization: ${authorization}\r\n`;
  const headers =
    `Host: 127.0.0.1:${target.port}\r\nAccept: application/json\r\n` +
    `${credentials}${target.webhooks ? webhookHeader : ''}`;
  const withForm = `${headers}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: `;
  const withJson = `${headers}Content-Type: application/json\r\nContent-Length: `;
  return ({ method, path, form, json }) => {
    const start = `${method} ${path} HTTP/1.1\r\n`;
    if (form !== undefined) return `${start}${withForm}${form.length}\r\n\r\n${form}`;
    if (json !== undefined) return `${start}${withJson}${json.length}\r\n\r\n${json}`;
    return `${start}${headers}\r\n`;
  };
}
