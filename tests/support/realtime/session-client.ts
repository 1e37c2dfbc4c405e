/** A frame as a client sees it. */
export interface Frame {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: string;
}

/** Encodes a frame, with code that shares nothing with the server. */
export function frameBytes(header: Readonly<Record<string, unknown>>, payload = ''): Buffer {
  const json = JSON.stringify({ ...header, payload_size: Buffer.byteLength(payload) });
  return Buffer.from(`TWILSOCK V3.0 ${Buffer.byteLength(json)}\r\n${json}\r\n${payload}`);
}

/** Decodes a frame of the server. */
export function parseFrame(bytes: Buffer): Frame {
  const lineEnd = bytes.indexOf('\r\n');
  const start = lineEnd + 2;
  const end = start + Number(bytes.toString('latin1', 'TWILSOCK V3.0 '.length, lineEnd));
  const header = JSON.parse(bytes.toString('utf8', start, end)) as Frame['header'];
  return { header, payload: bytes.toString('utf8', end + 2, end + 2 + Number(header['payload_size'])) };
}

/** The socket of a client SDK, as a test uses it. */
export class SessionClient implements Disposable {
  readonly #socket: WebSocket;
  readonly #frames: Frame[] = [];
  /** The methods of all frames of the server, in order. */
  readonly methods: unknown[] = [];
  #onFrame: () => void = () => {};
  #count = 0;
  /** The code with which the WebSocket was closed. */
  readonly closed: Promise<number>;
  readonly connected: Promise<void>;

  /** @param url of the server, with http. */
  constructor(url: string) {
    this.#socket = new WebSocket(`${url.replace('http', 'ws')}/v3/wsconnect`);
    this.#socket.binaryType = 'arraybuffer';
    this.closed = new Promise((resolve) => {
      this.#socket.addEventListener('close', ({ code }) => {
        resolve(code);
        this.#onFrame();
      });
    });
    this.connected = new Promise((resolve, reject) => {
      this.#socket.addEventListener('open', () => resolve());
      this.#socket.addEventListener('error', () => reject(new Error('The socket was refused.')));
    });
    this.connected.catch(() => {});
    this.#socket.addEventListener('message', ({ data }) => {
      const frame = parseFrame(Buffer.from(data));
      this.#frames.push(frame);
      this.methods.push(frame.header['method']);
      this.#onFrame();
    });
  }

  sendBytes(bytes: Buffer | string): void {
    this.#socket.send(bytes);
  }

  /** Sends a frame, and returns its id. */
  send(method: string, header: Readonly<Record<string, unknown>> = {}, payload = ''): string {
    this.#count++;
    const id = `TM-${this.#count}`;
    this.sendBytes(frameBytes({ method, id, ...header }, payload));
    return id;
  }

  /** Waits for the next frame of a method, skips others, and rejects when the socket is closed. */
  async next(method: string): Promise<Frame> {
    for (;;) {
      const index = this.#frames.findIndex(({ header }) => header['method'] === method);
      const [frame] = index < 0 ? [] : this.#frames.splice(index, 1);
      if (frame !== undefined) return frame;
      if (this.#socket.readyState === WebSocket.CLOSED) throw new Error(`Closed before ${method}.`);
      await new Promise<void>((resolve) => {
        this.#onFrame = resolve;
      });
    }
  }

  /** Sends a frame and waits for the next reply. */
  async call(...frame: Parameters<SessionClient['send']>): Promise<Frame> {
    await this.connected;
    this.send(...frame);
    return this.next('reply');
  }

  /** Sends the init frame with a token. */
  init(token: string, header: Readonly<Record<string, unknown>> = {}): Promise<Frame> {
    return this.call('init', { token, continuation_token: null, ...header });
  }

  /** Sends a request through the socket. */
  request(
    method: string,
    path: string,
    more: Readonly<Record<string, unknown>> = {},
    body = '',
  ): Promise<Frame> {
    return this.call(
      'message',
      { http_request: { host: 'h', method, path, params: {}, headers: {}, ...more } },
      body,
    );
  }

  close(): void {
    this.#socket.close();
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}

/** The status in the header of a reply. */
export const statusOf = ({ header }: Frame): unknown => header['status'];
