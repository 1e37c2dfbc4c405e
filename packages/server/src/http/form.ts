import { isUtf8 } from 'node:buffer';
import { parse } from 'node:querystring';
import { ApiError } from '@colloquy/contract';
import type { Fields } from '../rest/decode.ts';

/** Fields that one request may have. */
const maxFields = 1000;

/**
 * Reads an `application/x-www-form-urlencoded` body. A stray `%` stands for itself, as in every form parser.
 *
 * @throws ApiError 20001 for bytes that are no UTF-8, which would otherwise be lost, and for too many fields.
 */
export function parseForm(body: Buffer): Fields {
  if (!isUtf8(body)) throw malformed();
  const text = body.toString();
  if (text.length > maxFields && text.split('&', maxFields + 1).length > maxFields) throw tooMany();
  const fields = parse(text, '&', '=', { maxKeys: maxFields });
  // Only bytes beyond ASCII can be wrong, and few forms have any.
  if (/%[89a-f]/i.test(text) && replaced(fields) !== sent(text)) throw malformed();
  return fields;
}

/** How often U+FFFD is in the fields: the parser puts it for bytes that it cannot read, as can the sender. */
function replaced(fields: Fields): number {
  let count = 0;
  for (const name in fields) count += occurrences(name) + occurrences(String(fields[name]));
  return count;
}

/** How often the sender has put it, as it is or encoded. */
const sent = (text: string): number => occurrences(text) + (text.match(/%EF%BF%BD/gi)?.length ?? 0);

function occurrences(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) count++;
  return count;
}

/**
 * Reads a `multipart/form-data` body; only fields of text count.
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
