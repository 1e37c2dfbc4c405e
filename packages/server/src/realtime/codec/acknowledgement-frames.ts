import { acknowledgedId } from './acknowledgement.ts';
import { finalFragment, lengthIn16Bits, opcodes } from './websocket-frame.ts';

/** The first byte of a binary message in one fragment. */
const binaryMessage = finalFragment | opcodes.binary;

/** The bit of the second byte that says that the payload is masked, as all clients must do. */
const maskBit = 0x80;

const maskBytes = 4;

/** Where the first bytes of a payload are unmasked. An acknowledgement is recognized by fewer. */
const beginning = Buffer.alloc(128);

/**
 * The number of WebSocket frames in what a client has sent, if it consists only of whole frames that are
 * acknowledgements; 0 otherwise.
 */
export function countAcknowledgements(bytes: Buffer): number {
  let [count, start] = [0, 0];
  while (start < bytes.length) {
    const end = acknowledgementEnd(bytes, start);
    if (end === undefined) return 0;
    start = end;
    count++;
  }
  return count;
}

/** Where a frame ends; undefined if it is not a whole frame with an acknowledgement. */
function acknowledgementEnd(bytes: Buffer, start: number): number | undefined {
  const second = bytes[start + 1] ?? 0;
  if (bytes[start] !== binaryMessage || (second & maskBit) === 0) return undefined;
  const shortLength = second & ~maskBit;
  if (shortLength > lengthIn16Bits || start + 4 > bytes.length) return undefined;
  const isShort = shortLength < lengthIn16Bits;
  const length = isShort ? shortLength : bytes.readUInt16BE(start + 2);
  const mask = start + (isShort ? 2 : 4);
  const payload = mask + maskBytes;
  const end = payload + length;
  if (end > bytes.length) return undefined;
  const unmasked = Math.min(length, beginning.length);
  for (let at = 0; at < unmasked; at++)
    beginning[at] = (bytes[payload + at] ?? 0) ^ (bytes[mask + (at & 3)] ?? 0);
  return acknowledgedId(beginning.subarray(0, unmasked)) === undefined ? undefined : end;
}
