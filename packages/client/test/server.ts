import { createServer, type ServerResponse } from 'node:http';

/** A request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface TestServer extends AsyncDisposable {
  readonly origin: string;
  /** Every request so far. */
  readonly received: readonly ReceivedRequest[];
}

/** A server on a free port that leaves every answer to the test. One that never comes does not block its end. */
export async function startServer(
  onRequest: (request: ReceivedRequest, response: ServerResponse, origin: string) => void,
): Promise<TestServer> {
  const received: ReceivedRequest[] = [];
  let origin = '';
  const server = createServer(async (incoming, response) => {
    const parts = [];
    for await (const part of incoming.setEncoding('utf8')) parts.push(part);
    const { method = '', url = '', headers } = incoming;
    const request = { method, path: url, headers, body: parts.join('') };
    received.push(request);
    onRequest(request, response, origin);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  origin = `http://127.0.0.1:${address.port}`;
  return {
    origin,
    received,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function sendReply(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** The body of an error reply of the API. */
export const errorBody = (status: number, code: number) => ({
  code,
  message: `Error ${code}`,
  more_info: `https://www.twilio.com/docs/errors/${code}`,
  status,
});
