import { escapeControls, objectName, type Resource } from '@colloquy/contract';
import type { Json } from '../connection/call-server.ts';
import { formatTable } from '../terminal/format-table.ts';

/** The properties that a list shows, by the name of the resource; others show their SID. */
const columns: Readonly<Record<string, readonly string[]>> = {
  Conversation: ['sid', 'state', 'unique_name', 'friendly_name', 'date_updated'],
  ConversationParticipant: [
    'sid',
    'identity',
    'messaging_binding.address',
    'last_read_message_index',
    'date_created',
  ],
  ConversationMessage: ['index', 'sid', 'author', 'date_created', 'body'],
  User: ['sid', 'identity', 'friendly_name', 'is_online', 'date_created'],
  Service: ['sid', 'friendly_name', 'date_created'],
};

/** What a list shows of a text. */
const maxCellLength = 50;

/** Formats objects as a table with a header, one per line. */
export function formatObjects(resource: Resource, objects: readonly Json[]): string {
  if (objects.length === 0) return 'There are none.';
  const shown = columns[objectName(resource)] ?? ['sid'];
  return formatTable([
    shown.map((path) => path.split('.').at(-1)?.replaceAll('_', ' ').toUpperCase() ?? ''),
    ...objects.map((object) => shown.map((path) => shorten(formatValue(valueAt(object, path))))),
  ]);
}

/** Formats an object as one line per property, without the links to other objects. */
export const formatObject = ({ links: _, ...object }: Json): string =>
  formatTable(flatten(object).map(([name, value]) => [name, formatValue(value)]));

/** The properties of objects in an object have the names of both: `timers.date_closed`. */
const flatten = (object: Json, prefix = ''): [name: string, value: unknown][] =>
  Object.entries(object).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? flatten(Object(value), `${prefix}${name}.`)
      : [[prefix + name, value]],
  );

const valueAt = (object: Json, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => Object(value)[name], object);

function formatValue(value: unknown): string {
  if (value === null || value === undefined) return '-';
  return escapeControls(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

const shorten = (text: string): string =>
  text.length > maxCellLength ? `${text.slice(0, maxCellLength - 1)}…` : text;
