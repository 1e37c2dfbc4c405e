/** What a database URL names: the engine, and where the database is. */
export type DatabaseLocation =
  | { readonly engine: 'sqlite'; readonly kind: 'file'; readonly path: string }
  | { readonly engine: 'sqlite'; readonly kind: 'memory' }
  | { readonly engine: 'postgres'; readonly kind: 'server'; readonly url: string };

export type EngineName = DatabaseLocation['engine'];

/** The forms that a database URL can have, for messages. */
export const databaseUrlForms = 'sqlite:PATH or postgres://...';

/** The one place that recognizes an engine by its URL. Undefined for a text that is not a database URL. */
export function parseDatabaseUrl(url: string): DatabaseLocation | undefined {
  if (url === 'sqlite::memory:') return { engine: 'sqlite', kind: 'memory' };
  // `sqlite:///a/b` is the path /a/b.
  const path = /^sqlite:(?:\/\/(?=\/))?(.+)$/s.exec(url)?.[1];
  if (path !== undefined) return { engine: 'sqlite', kind: 'file', path };
  return /^postgres(ql)?:\/\/./.test(url) ? { engine: 'postgres', kind: 'server', url } : undefined;
}
