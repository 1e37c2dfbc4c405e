import type { WebhookFormat } from '@colloquy/contract';

/** The text of a webhook parameter for a value of the log; undefined leaves the parameter out. */
export function formatValue(value: unknown, format: WebhookFormat | undefined): string | undefined {
  switch (format) {
    case undefined:
      return toText(value);
    case 'flag':
      return value === null || value === undefined ? undefined : String(Boolean(value));
    case 'channel':
      return toText(value) ?? 'chat';
    case 'content':
      return value === '' ? undefined : toText(value);
    case 'error code':
      return value === 0 ? undefined : toText(value);
    case 'media':
      return typeof value === 'string' ? renameMediaKeys(value) : undefined;
  }
}

const toText = (value: unknown): string | undefined =>
  value === null || value === undefined ? undefined : typeof value === 'string' ? value : String(value);

/** Webhooks have the JSON of media with keys like `ContentType`, where replies have `content_type`. */
function renameMediaKeys(json: string): string {
  const list: readonly Readonly<Record<string, unknown>>[] = JSON.parse(json);
  return JSON.stringify(
    list.map((media) =>
      Object.fromEntries(Object.entries(media).map(([key, value]) => [toPascalCase(key), value])),
    ),
  );
}

const toPascalCase = (name: string): string =>
  name.replace(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase());
