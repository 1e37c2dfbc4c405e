import { type EngineRecord, engineRecords, type Implementation } from './engines/capabilities.ts';

/** Where a database is. */
type Place =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'memory' }
  | { readonly kind: 'server'; readonly url: string };

/** What a database URL names: the engine, and where the database is. */
export type DatabaseLocation = Place & { readonly engine: EngineRecord };

interface UrlForm {
  /** Follows the scheme and its colon, for messages. */
  readonly example: string;
  /** @param rest what follows the scheme and its colon in the URL. */
  readonly parse: (rest: string, url: string) => Place | undefined;
}

const urlForms: Readonly<Record<Implementation, UrlForm>> = {
  sqlite: {
    example: 'PATH',
    parse(rest) {
      if (rest === ':memory:') return { kind: 'memory' };
      // `sqlite:///a/b` is the path /a/b.
      const path = rest.replace(/^\/\/(?=\/)/, '');
      // SQLite would open the file that such a URL names, while the lock, the mode and the media go by the text.
      return path === '' || path.startsWith('file:') ? undefined : { kind: 'file', path };
    },
  },
  postgres: {
    example: '//user:password@host/name',
    // The driver ignores the scheme.
    parse: (rest, url) => (/^\/\/./.test(rest) ? { kind: 'server', url } : undefined),
  },
};

const engines = Object.values(engineRecords);

/** The forms that a database URL can have, for messages. */
export const databaseUrlForms = engines
  .map(({ urlSchemes: [scheme], implementation }) => `${scheme}:${urlForms[implementation].example}`)
  .join(' or ');

/** The one place that recognizes an engine by its URL. Undefined for a text that is not a database URL. */
export function parseDatabaseUrl(url: string): DatabaseLocation | undefined {
  const scheme = url.slice(0, Math.max(0, url.indexOf(':')));
  const engine = engines.find(({ urlSchemes }) => urlSchemes.includes(scheme));
  const place = engine && urlForms[engine.implementation].parse(url.slice(scheme.length + 1), url);
  return place && { ...place, engine };
}
