/** Single requests of the harness itself (preparation and captures), never part of a measurement. */

import { request } from 'node:http';
import type { RequestSpec } from '../helper-messages.ts';

export interface AuthorizedRequest extends RequestSpec {
  readonly authorization?: string;
}

export interface HttpReply {
  readonly status: number;
  /** Names as the server wrote them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends one request to a port of this machine, on a connection of its own. */
export function send(port: number, requestToSend: AuthorizedRequest): Promise<HttpReply> {
  const { method, path, authorization, form } = requestToSend;
  const headers = {
    ...(authorization === undefined ? {} : { Authorization: authorization }),
    ...(form === undefined
      ? {}
      : {
          'Content-Type': 'application/x-www-form-urlencoded',
          'Content-Length': Buffer.byteLength(form),
        }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.once('error', reject);
      incoming.once('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: pairs(incoming.rawHeaders),
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    outgoing.setTimeout(30_000, () => outgoing.destroy(new Error(`no answer to ${method} ${path} in 30 s`)));
    outgoing.once('error', reject);
    outgoing.end(form);
  });
}

/** Sends one request and throws, with the body, when the status is another than expected. */
export async function sendExpecting(
  port: number,
  status: number,
  requestToSend: AuthorizedRequest,
): Promise<HttpReply> {
  const answer = await send(port, requestToSend);
  if (answer.status === status) return answer;
  throw new Error(
    `${requestToSend.method} ${requestToSend.path}: ${answer.status} instead of ${status}: ${answer.body}`,
  );
}

function pairs(rawHeaders: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers[rawHeaders[index] ?? ''] = rawHeaders[index + 1] ?? '';
  }
  return headers;
}
