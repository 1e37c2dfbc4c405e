import { ApiError } from '@colloquy/contract';

/** A file in a `multipart/form-data` body. */
export interface FilePart {
  readonly filename: string;
  /** As sent; undefined when it was not. */
  readonly contentType: string | undefined;
  /** To be read to its end before the rest of the body. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** Bytes of a part's headers. */
const longestHeaders = 16_384;

/**
 * Finds the first file of a body, without holding more of the body than a piece at a time; other fields are
 * passed over.
 *
 * @param boundary as the body's type names it.
 * @throws ApiError 20001 when there is no file or the body is no such form; so does the content when it breaks off.
 */
export async function firstFile(source: AsyncIterator<Uint8Array>, boundary: string): Promise<FilePart> {
  const reader = new Reader(source);
  const delimiter = `\r\n--${boundary}`;
  await drain(reader.until(delimiter));
  for (;;) {
    // What follows the boundary on its line is `--` after the last part.
    if ((await collect(reader.until('\r\n', true))).startsWith('--')) throw malformed('has no file');
    const headers = await collect(reader.until('\r\n\r\n'));
    const { disposition, contentType } = headersOf(headers);
    const filename = filenameOf(disposition);
    const content = reader.until(delimiter);
    if (filename !== undefined) return { filename, contentType, content };
    await drain(content);
  }
}

/** Reads a source up to one mark after another. */
class Reader {
  readonly #source: AsyncIterator<Uint8Array>;
  /** What has been read and not been taken. A body begins with a boundary, as if a line had ended before it. */
  #rest: Buffer = Buffer.from('\r\n');

  constructor(source: AsyncIterator<Uint8Array>) {
    this.#source = source;
  }

  /** @param keep leaves the mark to be read again; otherwise it is skipped. */
  async *until(mark: string, keep = false): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#rest.indexOf(mark);
      if (at >= 0) {
        const before = this.#rest.subarray(0, at);
        this.#rest = this.#rest.subarray(keep ? at : at + mark.length);
        if (before.length > 0) yield before;
        return;
      }
      // The mark can begin in what is at hand and end in what is still to come.
      const safe = Math.max(0, this.#rest.length - mark.length + 1);
      const before = this.#rest.subarray(0, safe);
      this.#rest = this.#rest.subarray(safe);
      if (before.length > 0) yield before;
      const { done, value } = await this.#source.next();
      if (done) throw malformed('ends within a part');
      this.#rest = Buffer.concat([this.#rest, value]);
    }
  }
}

async function drain(content: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of content);
}

async function collect(content: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of content) {
    length += chunk.length;
    if (length > longestHeaders) throw malformed('has too long headers');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function headersOf(text: string): { disposition: string; contentType: string | undefined } {
  const lines = text.split('\r\n').map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  const headers = new Map(lines);
  return { disposition: headers.get('content-disposition') ?? '', contentType: headers.get('content-type') };
}

/** Undefined for a field that is no file. */
function filenameOf(disposition: string): string | undefined {
  const [, encoded] = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition) ?? [];
  if (encoded !== undefined) return decoded(encoded);
  const [, quoted, plain] = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/i.exec(disposition) ?? [];
  // Browsers write a quote as %22 and a line's end as %0D%0A, other programs put a backslash before a quote.
  return quoted?.replace(/\\(["\\])/g, '$1').replace(/%(22|0D|0A)/gi, decoded) ?? plain;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const malformed = (reason: string): ApiError =>
  new ApiError(20001, `The request body is no form with a file: it ${reason}`);
