/**
 * Reads bytes that arrive in chunks as one text.
 *
 * @throws RangeError as soon as there are more than `maxBytes`.
 */
export async function readLimited(chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const read: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > maxBytes) throw new RangeError(`There are more than ${maxBytes} bytes.`);
    read.push(chunk);
  }
  return Buffer.concat(read).toString();
}
