import { isUtf8 } from 'node:buffer';
import { acknowledgedId } from './acknowledgement.ts';

/** The header of a frame: a JSON object with at least a method and an id. Peers may add any other keys. */
export interface FrameHeader {
  readonly method: string;
  readonly id: string;
  readonly [key: string]: unknown;
}

/** A frame that was received. */
export interface TwilsockFrame {
  readonly header: FrameHeader;
  /** Empty if there is none. */
  readonly payload: string;
}

const prefix = 'TWILSOCK V3.0 ';
const lineEnd = '\r\n';

/** The first line of a frame that is valid has at most this many bytes: its prefix and the size of its header. */
const maxFirstLineBytes = prefix.length + 8;

/** Ids that clients create have 38 characters. */
const maxIdLength = 128;

/**
 * Decodes the content of a binary WebSocket message. Bytes after the payload are ignored, because some clients end a
 * frame with a line break.
 *
 * @returns undefined if it is not a frame: another protocol or version, a size that does not fit, invalid UTF-8 or JSON.
 */
export function decodeFrame(bytes: Buffer): TwilsockFrame | undefined {
  const id = acknowledgedId(bytes);
  if (id !== undefined) return { header: { method: 'reply', id }, payload: '' };
  const firstLineEnd = bytes.subarray(0, maxFirstLineBytes + lineEnd.length).indexOf(lineEnd);
  if (firstLineEnd < 0) return undefined;
  const size = /^TWILSOCK V3\.0 (\d{1,8})$/.exec(bytes.toString('latin1', 0, firstLineEnd))?.[1];
  if (size === undefined) return undefined;
  const headerStart = firstLineEnd + lineEnd.length;
  const headerEnd = headerStart + Number(size);
  if (headerEnd > bytes.length) return undefined;
  const header = parseHeader(bytes.subarray(headerStart, headerEnd));
  if (header === undefined) return undefined;
  const payloadSize = header['payload_size'] ?? 0;
  if (!isSize(payloadSize)) return undefined;
  if (payloadSize === 0) return { header, payload: '' };
  if (bytes.toString('latin1', headerEnd, headerEnd + lineEnd.length) !== lineEnd) return undefined;
  const payloadStart = headerEnd + lineEnd.length;
  const payload = bytes.subarray(payloadStart, payloadStart + payloadSize);
  if (payload.length < payloadSize || !isUtf8(payload)) return undefined;
  return { header, payload: payload.toString() };
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function parseHeader(bytes: Buffer): FrameHeader | undefined {
  if (!isUtf8(bytes)) return undefined;
  let header: unknown;
  try {
    header = JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
  return isHeader(header) ? header : undefined;
}

const isHeader = (value: unknown): value is FrameHeader =>
  typeof value === 'object' &&
  value !== null &&
  'method' in value &&
  typeof value.method === 'string' &&
  'id' in value &&
  typeof value.id === 'string' &&
  value.id.length <= maxIdLength;

/**
 * Encodes a frame. The JSON of the header is compact and a payload is followed by a line break, because the vendor's
 * native client splits what it reads into lines.
 *
 * @param payload JSON, which clients take it for without a `payload_type`.
 */
export function encodeFrame(header: FrameHeader, payload = ''): Buffer {
  const json = JSON.stringify({ ...header, payload_size: Buffer.byteLength(payload) });
  const end = payload === '' ? '' : payload + lineEnd;
  return Buffer.from(`${prefix}${Buffer.byteLength(json)}${lineEnd}${json}${lineEnd}${end}`);
}
