/** The SID in lower case, as it is stored; undefined when the text is not a SID with this prefix. */
export function canonicalSid(prefix: string, identifier: string): string | undefined {
  if (identifier.length !== 34 || !identifier.startsWith(prefix)) return undefined;
  if (lowerCase.test(identifier)) return identifier;
  return anyCase.test(identifier) ? prefix + identifier.slice(2).toLowerCase() : undefined;
}

/** What a path names an object by: its SID, or the property that can replace it. */
export function nameKey<Key extends string>(
  { sidPrefix, alternateKey }: { readonly sidPrefix: string; readonly alternateKey: Key },
  identifier: string,
): { readonly by: 'sid' | Key; readonly identifier: string } {
  const sid = canonicalSid(sidPrefix, identifier);
  return sid === undefined ? { by: alternateKey, identifier } : { by: 'sid', identifier: sid };
}

const lowerCase = /^..[0-9a-f]{32}$/;
const anyCase = /^..[0-9a-fA-F]{32}$/;
