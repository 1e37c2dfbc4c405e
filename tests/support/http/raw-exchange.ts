import { connect } from 'node:net';

/** A reply as it was sent, byte by byte. */
export interface RawReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Milliseconds without a byte after which the server is considered to hang. */
const idleTimeoutMs = 5000;

/**
 * Writes bytes to a server and reads until it closes the connection.
 *
 * @param options.end closes our side after the bytes, like a client that has gone.
 * @throws Error when the server neither replies nor closes.
 */
export function exchangeRaw(
  baseUrl: string,
  bytes: string | Buffer,
  options: { readonly end?: boolean; readonly replies?: number } = {},
): Promise<RawReply[]> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    const chunks: Buffer[] = [];
    const replies = () => parseReplies(Buffer.concat(chunks));
    socket.setTimeout(idleTimeoutMs, () =>
      socket.destroy(new Error('The server neither answers nor closes.')),
    );
    socket.on('connect', () => (options.end ? socket.end(bytes) : socket.write(bytes)));
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (options.replies !== undefined && replies().length >= options.replies) socket.end();
    });
    // A server that rejects an unread request may reset the connection; what it sent before is kept.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (!['ECONNRESET', 'EPIPE'].includes(error.code ?? '')) reject(error);
    });
    socket.on('close', () => resolve(replies()));
  });
}

function parseReplies(bytes: Buffer): RawReply[] {
  const replies: RawReply[] = [];
  let rest = bytes;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) return replies;
    const [first = '', ...lines] = rest.subarray(0, end).toString('latin1').split('\r\n');
    const headers = Object.fromEntries(lines.map((line) => splitHeader(line)));
    const status = Number(first.split(' ')[1]);
    const found = readBody(rest.subarray(end + 4), headers);
    if (found === undefined) return replies;
    if (status !== 100) replies.push({ status, headers, body: found.body.toString() });
    rest = rest.subarray(end + 4 + found.length);
  }
}

/** Reads the body and its length in bytes; undefined while it is incomplete. */
function readBody(bytes: Buffer, headers: RawReply['headers']): { body: Buffer; length: number } | undefined {
  if (headers['transfer-encoding'] !== 'chunked') {
    const length = Number(headers['content-length'] ?? 0);
    return bytes.length < length ? undefined : { body: bytes.subarray(0, length), length };
  }
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = Number.parseInt(bytes.subarray(at, line).toString(), 16);
    if (bytes.length < line + 4 + size) return undefined;
    chunks.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 4 + size;
    if (size === 0) return { body: Buffer.concat(chunks), length: at };
  }
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
