/** One keep-alive connection with the minimum of HTTP/1.1: a status, a Content-Length, a body. */

import { connect, type Socket } from 'node:net';

/** Receives each complete reply; `body` is valid only during the call, and undefined when it was not requested. */
export type ReplyHandler = (status: number, body: Buffer | undefined) => void;

const chunkBytes = 64 * 1024;

/** A connection that sends one request at a time. */
export class Connection {
  /** Set before the first request. */
  onReply: ReplyHandler = () => undefined;
  onFailure: (problem: Error) => void = () => undefined;
  wantsBody: (status: number) => boolean = () => false;

  readonly #socket: Socket;
  readonly #openPromise: Promise<void>;
  #unparsed: Buffer | undefined;
  #status = 0;
  #missing = 0;
  #body: Buffer | undefined;
  #bodyBytes = 0;
  #closing = false;

  constructor(port: number) {
    // One reused buffer per socket: Node then skips the readable stream and its allocations.
    const buffer = Buffer.allocUnsafe(chunkBytes);
    const onread = {
      buffer,
      callback: (count: number): boolean => {
        this.#receive(buffer.subarray(0, count));
        return true;
      },
    };
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true, onread });
    this.#openPromise = new Promise((resolve, reject) => {
      this.#socket.once('connect', resolve);
      this.#socket.once('error', reject);
    });
    this.#socket.on('error', (problem) => this.onFailure(problem));
    this.#socket.on('close', () => {
      if (!this.#closing) this.onFailure(new Error('the server closed a connection'));
    });
  }

  /** Resolves when the connection is open. */
  waitUntilOpen(): Promise<void> {
    return this.#openPromise;
  }

  /** Sends the bytes of one request, which must be ASCII. */
  send(request: string): void {
    this.#socket.write(request, 'latin1');
  }

  /** Closes the connection without waiting for anything. */
  close(): void {
    this.#closing = true;
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    try {
      if (this.#missing > 0) this.#takeBody(chunk);
      else this.#takeHead(chunk);
    } catch (problem) {
      this.onFailure(problem instanceof Error ? problem : new Error(String(problem)));
    }
  }

  #takeHead(chunk: Buffer): void {
    const bytes = this.#unparsed === undefined ? chunk : Buffer.concat([this.#unparsed, chunk]);
    const text = bytes.toString('latin1', 0, Math.min(bytes.length, 4096));
    const end = text.indexOf('\r\n\r\n');
    if (end < 0) {
      if (bytes.length > 4096) throw new Error('the head of a reply is longer than 4,096 bytes');
      this.#unparsed = Buffer.from(bytes);
      return;
    }
    this.#unparsed = undefined;
    this.#status = Number(text.slice(9, 12));
    const length = contentLength(text, end);
    const start = bytes.subarray(end + 4);
    const isWanted = this.wantsBody(this.#status);
    if (isWanted && start.length === length) {
      // The whole reply arrived at once, as almost always, so its body need not be copied together.
      this.onReply(this.#status, start);
      return;
    }
    this.#missing = length;
    this.#bodyBytes = 0;
    this.#body = isWanted ? Buffer.allocUnsafe(length) : undefined;
    this.#takeBody(start);
  }

  #takeBody(bytes: Buffer): void {
    if (bytes.length > this.#missing) throw new Error('a reply is longer than its Content-Length');
    this.#missing -= bytes.length;
    if (this.#body !== undefined) this.#bodyBytes += bytes.copy(this.#body, this.#bodyBytes);
    if (this.#missing === 0) this.onReply(this.#status, this.#body?.subarray(0, this.#bodyBytes));
  }
}

/** Finds the Content-Length among the headers; searching for a fixed text is far cheaper than parsing. */
function contentLength(text: string, end: number): number {
  let start = text.indexOf('content-length: ');
  if (start < 0) start = text.indexOf('Content-Length: ');
  if (start < 0 || start > end) throw new Error(`a reply without Content-Length: ${text.slice(0, end)}`);
  let length = 0;
  for (let index = start + 16; index < end; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) break;
    length = length * 10 + digit;
  }
  return length;
}
