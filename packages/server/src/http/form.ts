import { parse } from 'node:querystring';
import { ApiError } from '@colloquy/contract';

/** Decoded fields of a form or a query; a repeated name has several values. */
export type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Fields that one request may have. */
const most = 1000;

/**
 * Reads an `application/x-www-form-urlencoded` text. A stray `%` stands for itself, as in every form parser.
 *
 * @throws ApiError 20001 for bytes that are no UTF-8, which would otherwise be lost, and for too many fields.
 */
export function parseForm(text: string): Fields {
  if (text.length > most && text.split('&', most + 1).length > most)
    throw new ApiError(20001, 'Too many parameters');
  const fields = parse(text, '&', '=', { maxKeys: most });
  // U+FFFD is what the parser puts for bytes that it cannot read; it may also have been sent as such.
  if (text.includes('\uFFFD') || (text.includes('%') && replacedBytes(text, fields))) throw malformed();
  return fields;
}

function replacedBytes(text: string, fields: Fields): boolean {
  const found = Object.entries(fields).some(([name, value]) => `${name}${value}`.includes('\uFFFD'));
  return found && !/%EF%BF%BD/i.test(text);
}

/**
 * Reads a `multipart/form-data` body; only fields of text count.
 *
 * @throws ApiError 20001.
 */
export async function parseMultipart(body: Buffer<ArrayBuffer>, contentType: string): Promise<Fields> {
  const fields: Record<string, string[]> = Object.create(null);
  try {
    const form = await new Response(body, { headers: { 'Content-Type': contentType } }).formData();
    for (const [name, value] of form) {
      if (typeof value === 'string') fields[name] = [...(fields[name] ?? []), value];
    }
  } catch {
    throw malformed();
  }
  return fields;
}

const malformed = () => new ApiError(20001, 'The request body is malformed');
