import { createSocket } from 'node:dgram';

/** What a name server says about a name: an IPv4 address, or that there is none, or that it failed, or nothing. */
export type NameReply = string | 'unknown' | 'failure' | 'silence';

export interface NameServer extends AsyncDisposable {
  /** Its address and port, as in a setting. */
  readonly address: string;
  /** The names that it was asked for the IPv4 addresses of. */
  readonly asked: readonly string[];
}

const replyCodes = { unknown: 3, failure: 2 };
const typeA = 1;

/** Starts a DNS server on the loopback interface. It knows the root of all names, unless it says something else of `''`. */
export async function startNameServer(replyTo: (name: string) => NameReply): Promise<NameServer> {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const labels: string[] = [];
    let end = 12;
    for (let length = query[end] ?? 0; length > 0; length = query[end] ?? 0) {
      labels.push(query.toString('latin1', end + 1, end + 1 + length).toLowerCase());
      end += 1 + length;
    }
    const type = query.readUInt16BE(end + 1);
    const name = labels.join('.');
    if (type === typeA) asked.push(name);
    const reply = replyTo(name);
    if (reply === 'silence') return;
    const code = reply === 'unknown' || reply === 'failure' ? replyCodes[reply] : 0;
    const hasAddress = code === 0 && type === typeA;
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(0x8180 | code, 2);
    // One question, and one answer or none; the query's additional record is not repeated.
    for (const [index, count] of [1, hasAddress ? 1 : 0, 0, 0].entries())
      header.writeUInt16BE(count, 4 + index * 2);
    // A pointer to the name in the question, type A, class IN, no caching, four bytes.
    const answer = Buffer.from([0xc0, 12, 0, typeA, 0, 1, 0, 0, 0, 0, 0, 4, ...reply.split('.').map(Number)]);
    socket.send(
      Buffer.concat([header, query.subarray(12, end + 5), ...(hasAddress ? [answer] : [])]),
      port,
      address,
    );
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    [Symbol.asyncDispose]: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
