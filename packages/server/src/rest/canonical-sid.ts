/** The SID in lower case, as it is stored; undefined when the text is not a SID with this prefix. */
export function canonicalSid(prefix: string, identifier: string): string | undefined {
  if (identifier.length !== 34 || !identifier.startsWith(prefix)) return undefined;
  if (lowerCase.test(identifier)) return identifier;
  return anyCase.test(identifier) ? prefix + identifier.slice(2).toLowerCase() : undefined;
}

const lowerCase = /^..[0-9a-f]{32}$/;
const anyCase = /^..[0-9a-fA-F]{32}$/;
