/*
 * Recognizes acknowledgements, which clients send for every frame of the server, by their first bytes. Decoding one as a
 * frame costs 2.0 µs, most of it for parsing its JSON; this costs 0.45 µs, and the frame is then ignored.
 */

const prefix = 'TWILSOCK V3.0 ';
const maxSizeDigits = 8;
const beforeId = '{"id":"';
/** Ids that the server creates. */
const idLength = 34;
const afterId = '","method":"reply"';
const carriageReturn = 0x0d;

/**
 * The id that an acknowledgement repeats, in the form in which the official client writes them. Undefined for all other
 * frames, those that are acknowledgements in another form too: they are decoded like any frame.
 */
export function acknowledgedId(bytes: Buffer): string | undefined {
  let lineEnd = prefix.length + 1;
  while (lineEnd < prefix.length + maxSizeDigits && bytes[lineEnd] !== carriageReturn) lineEnd++;
  const idStart = lineEnd + 2 + beforeId.length;
  const idEnd = idStart + idLength;
  const isComplete =
    bytes.length > idEnd + afterId.length &&
    bytes.toString('latin1', idEnd, idEnd + afterId.length) === afterId &&
    bytes.toString('latin1', lineEnd + 2, idStart) === beforeId &&
    bytes.toString('latin1', 0, prefix.length) === prefix;
  return isComplete ? bytes.toString('latin1', idStart, idEnd) : undefined;
}
