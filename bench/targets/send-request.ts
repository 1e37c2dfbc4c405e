/** Single requests of the harness itself (preparation and captures), which are never measured. */

import { request } from 'node:http';
import type { RequestSpec } from '../helper-messages.ts';

export interface AuthorizedRequest extends RequestSpec {
  readonly authorization?: string;
}

export interface HttpReply {
  readonly status: number;
  /** Header names in the letter case of the server. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends one request to a port of this machine, on a new connection. */
export function send(port: number, requestToSend: AuthorizedRequest): Promise<HttpReply> {
  const { method, path, authorization, form, json } = requestToSend;
  const body = form ?? json;
  const type = form === undefined ? 'application/json' : 'application/x-www-form-urlencoded';
  const headers = {
    ...(authorization === undefined ? {} : { Authorization: authorization }),
    ...(body === undefined ? {} : { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }),
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
    outgoing.setTimeout(30_000, () => outgoing.destroy(new Error(`no reply to ${method} ${path} in 30 s`)));
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

/** Sends one request; throws, with the body, when the status is not the expected one. */
export async function sendExpecting(
  port: number,
  status: number,
  requestToSend: AuthorizedRequest,
): Promise<HttpReply> {
  const reply = await send(port, requestToSend);
  if (reply.status === status) return reply;
  throw new Error(
    `${requestToSend.method} ${requestToSend.path}: ${reply.status} instead of ${status}: ${reply.body}`,
  );
}

function pairs(rawHeaders: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers[rawHeaders[index] ?? ''] = rawHeaders[index + 1] ?? '';
  }
  return headers;
}
