import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A small store with the protocol of S3, which verifies every signature. */
export interface FakeS3 extends AsyncDisposable {
  readonly url: string;
  readonly objects: Map<string, Buffer>;
  readonly requests: readonly string[];
  /** Statuses of the replies to the next requests, whatever they are. */
  readonly failures: number[];
}

export const fakeS3Key = {
  id: 'AKIDEXAMPLE',
  secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  region: 'eu-south-9',
};

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');

/** Starts a store on a free port of the loopback interface. */
export async function startFakeS3(): Promise<FakeS3> {
  const objects = new Map<string, Buffer>();
  const requests: string[] = [];
  const failures: number[] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    requests.push(`${request.method} ${request.url}`);
    const answer = failures.shift() ?? findRefusal(request, body);
    if (answer !== undefined) return response.writeHead(answer).end('<Error/>');
    const path = request.url ?? '';
    const found = objects.get(path);
    switch (request.method) {
      case 'PUT':
        objects.set(path, body);
        return response.writeHead(200).end();
      case 'DELETE':
        objects.delete(path);
        return response.writeHead(204).end();
      default: {
        if (found === undefined) return response.writeHead(404).end();
        const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
        if (first === undefined) return response.writeHead(200).end(found);
        return response.writeHead(206).end(found.subarray(Number(first), Number(last) + 1));
      }
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    objects,
    requests,
    failures,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Returns the status of the error if the length, the digest or the signature (version 4) of a request is wrong. */
function findRefusal(request: IncomingMessage, body: Buffer): number | undefined {
  const { headers, method = '', url = '' } = request;
  if (method === 'PUT' && headers['content-length'] !== String(body.length)) return 411;
  const digest = String(headers['x-amz-content-sha256']);
  if (digest !== 'UNSIGNED-PAYLOAD' && digest !== sha256(body)) return 400;
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=(\w+)\/(\d{8})\/([\w-]+)\/s3\/aws4_request, SignedHeaders=([\w;-]+), Signature=(\w{64})$/;
  const [, id, day = '', region = '', names = '', signature] =
    pattern.exec(headers.authorization ?? '') ?? [];
  if (id !== fakeS3Key.id || region !== fakeS3Key.region || !/\bhost\b/.test(names)) return 403;
  const time = String(headers['x-amz-date']);
  const signed = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const { pathname } = new URL(url, 'http://host');
  const canonical = [method, pathname, '', signed.join(''), names, digest].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${fakeS3Key.secret}`);
  return hmac(key, text).toString('hex') === signature ? undefined : 403;
}
