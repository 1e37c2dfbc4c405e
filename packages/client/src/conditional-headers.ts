import { camelCase } from '@colloquy/contract';
import type { UnknownRecord } from './record.ts';
import type { RequestShape } from './request-shape.ts';

/**
 * Returns the headers for the options of a call: `idempotencyKey` becomes `Idempotency-Key`.
 *
 * @throws TypeError for a value that is not a string, and for an option that the operation does not have: a condition
 * that is not sent would seem to be met.
 */
export function buildConditionalHeaders(
  shape: RequestShape,
  options: UnknownRecord,
): Readonly<Record<string, string>> {
  const names = new Map(shape.conditions.map(({ name }) => [camelCase(name), name]));
  const headers: Record<string, string> = {};
  for (const [option, value] of Object.entries(options)) {
    if (commonOptions.includes(option) || (value === undefined && option !== 'ifMatch')) continue;
    const name = names.get(option);
    if (name === undefined) throw new TypeError(`${shape.name} has no option ${option}`);
    if (typeof value !== 'string') throw new TypeError(`${option} must be a string`);
    headers[name] = value;
  }
  return headers;
}

const commonOptions = ['signal', 'timeoutMs'];
