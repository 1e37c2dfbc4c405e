import { sidPattern } from '@colloquy/contract';

/** The SID as it is stored, in lower case; undefined when the text is none with this prefix. */
export function canonicalSid(prefix: string, identifier: string): string | undefined {
  return patternOf(prefix).test(identifier) ? prefix + identifier.slice(2).toLowerCase() : undefined;
}

const patterns = new Map<string, RegExp>();

function patternOf(prefix: string): RegExp {
  const known = patterns.get(prefix) ?? sidPattern(prefix);
  patterns.set(prefix, known);
  return known;
}
