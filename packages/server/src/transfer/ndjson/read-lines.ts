import { createReadStream } from 'node:fs';
import { TransferError } from '../records/transfer-error.ts';

/** A message has texts of about 40 kB; more than this is not a line of an export. */
const maxLineBytes = 16_000_000;

/** Reads the lines of a file, without holding more than one of them and a part of the next. */
export async function* readLines(file: string): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  let length = 0;
  const chunks: AsyncIterable<Buffer> = createReadStream(file);
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield Buffer.concat([...rest, chunk.subarray(start, end)]).toString();
      [rest, length, start] = [[], 0, end + 1];
    }
    rest.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > maxLineBytes)
      throw new TransferError(`${file} has a line of more than ${maxLineBytes} bytes`);
  }
  if (length > 0) yield Buffer.concat(rest).toString();
}
