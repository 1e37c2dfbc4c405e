/** Any object of a reply. */
export type SourceObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is SourceObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
