import {
  type AnyParameter,
  listKeyOf,
  maxPageSize,
  type Operation,
  quote,
  type Resource,
} from '@colloquy/contract';
import { parseConfig } from '../../config/config.ts';
import { UsageError } from '../../config/config-error.ts';
import type { CommandInput } from '../command.ts';
import { createServerRequester, type Json, type RequestServer } from '../connection/call-server.ts';
import { findServer } from '../connection/find-server.ts';
import { confirm } from '../terminal/confirm.ts';

import { formatObject, formatObjects } from './format-objects.ts';
import { flagOf } from './resource-flags.ts';

interface ResourceOperation {
  readonly resource: Resource;
  readonly operation: Operation;
  /** The SID, or what can replace it; empty for an operation on the collection. */
  readonly key: string;
}

const methods = { list: 'GET', fetch: 'GET', create: 'POST', update: 'POST', delete: 'DELETE' } as const;

/** Sends an operation of the contract to the running server, and prints the reply. */
export async function runOperation(
  { settings, flags, output }: CommandInput<string>,
  { resource, operation, key }: ResourceOperation,
): Promise<void> {
  const server = findServer(parseConfig(settings), flags['url']);
  const request = createServerRequester(server);
  const path = pathOf(resource, flags, key);
  const { action } = operation;
  if (action === 'delete' && flags['yes'] === undefined)
    await confirm({
      statement: `This deletes ${key}`,
      question: `Delete ${key}?`,
      declined: 'Nothing was deleted.',
    });
  const sent = sentParameters(operation, flags);
  const query = sent.query.size > 0 ? `?${sent.query}` : '';
  if (action === 'list') {
    const objects = await listAll(request, resource, path, sent.query, limitOf(flags));
    output.result(objects, formatObjects(resource, objects));
    return;
  }
  const reply = await request({
    method: methods[action],
    path: path + query,
    headers: sent.headers,
    ...(methods[action] === 'POST' && { body: sent.form }),
  });
  if (action === 'delete') output.result({ deleted: key }, `Deleted ${key}.`);
  else output.result(reply, formatObject(reply));
}

function pathOf({ scope, path, item }: Resource, flags: CommandInput<string>['flags'], key: string): string {
  const { service, conversation } = flags;
  const below =
    scope === 'service' && service !== undefined ? `/v1/Services/${encodeURIComponent(service)}` : '/v1';
  if (path.includes('{ConversationSid}') && (conversation ?? '') === '')
    throw new UsageError('--conversation CH... is missing.');
  const collection = path.replace('{ConversationSid}', encodeURIComponent(conversation ?? ''));
  return `${below}/${collection}${key === '' ? '' : item.replace(/\{\w+\}/, encodeURIComponent(key))}`;
}

/** The parameters that the flags set, by the place where the API expects them. */
function sentParameters({ parameters }: Operation, flags: CommandInput<string>['flags']) {
  const query = new URLSearchParams();
  const form = new URLSearchParams();
  const headers: Record<string, string> = {};
  for (const [name, parameter] of Object.entries<AnyParameter>(parameters)) {
    const value = flags[flagOf(name)];
    if (value === undefined) {
      if (parameter.required) throw new UsageError(`--${flagOf(name)} is missing.`);
    } else if (parameter.in === 'form') form.set(name, value);
    else if (parameter.in === 'query') query.set(name, value);
    else headers[name] = value;
  }
  return { query, form, headers };
}

function limitOf({ limit = '50' }: CommandInput<string>['flags']): number {
  if (!/^[1-9]\d{0,8}$/.test(limit))
    throw new UsageError(`--limit must be a whole number of at least 1, not ${quote(limit)}.`);
  return Number(limit);
}

/** Reads pages until there are enough objects. */
async function listAll(
  request: RequestServer,
  resource: Resource,
  path: string,
  filters: URLSearchParams,
  limit: number,
): Promise<Json[]> {
  const objects: Json[] = [];
  let page: URLSearchParams | undefined = new URLSearchParams(filters);
  page.set('PageSize', String(Math.min(limit, resource.defaultPageSize ?? maxPageSize)));
  while (page !== undefined && objects.length < limit) {
    const reply: Json = await request({ method: 'GET', path: `${path}?${page}` });
    const items: unknown = reply[listKeyOf(resource)];
    objects.push(...(Array.isArray(items) ? items : []));
    page = nextPage(reply['meta']);
  }
  return objects.slice(0, limit);
}

function nextPage(meta: unknown): URLSearchParams | undefined {
  const { next_page_url: next } = Object(meta);
  return typeof next === 'string' ? new URL(next).searchParams : undefined;
}
