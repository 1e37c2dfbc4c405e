/**
 * The frames of the client SDK's protocol, one in each binary WebSocket message:
 *
 *     TWILSOCK V3.0 <bytes of the header>\r\n
 *     <header: JSON>\r\n
 *     <payload: as many bytes as the header says>
 */
const magic = 'TWILSOCK';
const version = 'V3.0';
const lineEnd = Buffer.from('\r\n');

/** The first line is much shorter. */
const maxFirstLine = 64;

/** The JSON object of a frame's header. */
export type FrameHeader = Readonly<Record<string, unknown>>;

export interface Frame {
  readonly header: FrameHeader;
  readonly payload: string;
}

/** @param payload JSON, or empty. */
export function encodeFrame(header: FrameHeader, payload = ''): Buffer {
  const payloadBytes = Buffer.from(payload);
  const type = payload === '' ? {} : { payload_type: 'application/json' };
  const headerBytes = Buffer.from(JSON.stringify({ ...header, ...type, payload_size: payloadBytes.length }));
  const parts = [Buffer.from(`${magic} ${version} ${headerBytes.length}\r\n`), headerBytes, lineEnd];
  // Native clients read to the end of a line after a payload, and the client for browsers ignores it.
  if (payloadBytes.length > 0) parts.push(payloadBytes, lineEnd);
  return Buffer.concat(parts);
}

/** Decodes a frame of a client; undefined for bytes that are not one. */
export function decodeFrame(bytes: Buffer): Frame | undefined {
  const firstEnd = bytes.subarray(0, maxFirstLine).indexOf(lineEnd);
  if (firstEnd < 0) return undefined;
  const [word, number, size = '', ...rest] = bytes.toString('latin1', 0, firstEnd).split(' ');
  if (word !== magic || number !== version || rest.length > 0 || !/^\d{1,9}$/.test(size)) return undefined;
  const headerStart = firstEnd + lineEnd.length;
  const headerEnd = headerStart + Number(size);
  if (headerEnd > bytes.length) return undefined;
  const header = parseHeader(bytes.toString('utf8', headerStart, headerEnd));
  if (header === undefined) return undefined;
  const { payload_size: payloadSize = 0 } = header;
  if (typeof payloadSize !== 'number' || !Number.isSafeInteger(payloadSize) || payloadSize < 0)
    return undefined;
  if (payloadSize === 0) return { header, payload: '' };
  const payloadStart = headerEnd + lineEnd.length;
  const payloadEnd = payloadStart + payloadSize;
  if (payloadEnd > bytes.length) return undefined;
  return { header, payload: bytes.toString('utf8', payloadStart, payloadEnd) };
}

function parseHeader(json: string): FrameHeader | undefined {
  try {
    const value: unknown = JSON.parse(json);
    // A JSON object has names that are texts.
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as FrameHeader;
  } catch {
    // The same as another value.
  }
  return undefined;
}
