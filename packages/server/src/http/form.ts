import { isUtf8 } from 'node:buffer';
import { parse } from 'node:querystring';
import { ApiError } from '@colloquy/contract';
import type { Fields } from '../rest/decode.ts';

/** Maximum number of fields in one request. */
const maxFields = 1000;

/**
 * Reads an `application/x-www-form-urlencoded` body. A `%` without two hex digits is a literal one, as in every form parser.
 *
 * @throws ApiError 20001 for bytes that are not UTF-8, which would otherwise be lost, and for too many fields.
 */
export function parseForm(body: Buffer): Fields {
  if (!isUtf8(body)) throw malformed();
  const text = body.toString();
  if (text.length > maxFields && text.split('&', maxFields + 1).length > maxFields) throw tooMany();
  const fields = parse(text, '&', '=', { maxKeys: maxFields });
  // Only bytes beyond ASCII can be invalid, and few forms have any.
  if (/%[89a-f]/i.test(text) && countReplaced(fields) !== countSent(text)) throw malformed();
  return fields;
}

/** Counts U+FFFD in the fields. The parser inserts it for invalid bytes, but the client can also have sent it. */
function countReplaced(fields: Fields): number {
  let count = 0;
  for (const name in fields) count += occurrences(name) + occurrences(String(fields[name]));
  return count;
}

/** Counts U+FFFD in the body as it was sent, literal or percent-encoded. */
const countSent = (text: string): number => occurrences(text) + (text.match(/%EF%BF%BD/gi)?.length ?? 0);

function occurrences(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) count++;
  return count;
}

/**
 * Reads the text fields of a `multipart/form-data` body.
 *
 * @throws ApiError 20001.
 */
export async function parseMultipart(body: Buffer<ArrayBuffer>, contentType: string): Promise<Fields> {
  if (!isUtf8(body)) throw malformed();
  const form = await readMultipart(body, contentType);
  const fields: Record<string, string[]> = Object.create(null);
  let count = 0;
  for (const [name, value] of form) {
    if (++count > maxFields) throw tooMany();
    if (typeof value !== 'string') continue;
    const values = fields[name] ?? [];
    values.push(value);
    fields[name] = values;
  }
  return fields;
}

async function readMultipart(body: Buffer<ArrayBuffer>, contentType: string): Promise<FormData> {
  try {
    return await new Response(body, { headers: { 'Content-Type': contentType } }).formData();
  } catch {
    throw malformed();
  }
}

const malformed = () => new ApiError(20001, 'The request body is malformed');
const tooMany = () => new ApiError(20001, 'Too many parameters');
