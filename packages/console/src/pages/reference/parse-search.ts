/** Reads what the reference is searched for from an address. */
export function parseReferenceSearch(search: Readonly<Record<string, unknown>>): {
  readonly search?: string;
} {
  const text = parseText(search['search']);
  return text === undefined ? {} : { search: text };
}

/** Reads the entry of the reference that a sign-in returns to. */
export function parseSignInSearch(search: Readonly<Record<string, unknown>>): {
  readonly reference?: string;
} {
  const reference = parseText(search['reference']);
  return reference === undefined ? {} : { reference };
}

/** The router turns digits, such as those of an error code, into a number. */
function parseText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
