import { camelCase } from '@colloquy/contract';
import type { UnknownRecord } from './record.ts';
import type { RequestShape } from './request-shape.ts';

/**
 * The headers that a call's options stand for, as the operation takes them: `idempotencyKey` is `Idempotency-Key`.
 *
 * @throws TypeError for one that is no text, and for one that the operation does not take: a condition that is not
 * sent would look as if it had been met.
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
