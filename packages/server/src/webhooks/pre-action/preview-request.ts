import { ApiError, camelCase, channelOf, type Operation, type PreActionEvent } from '@colloquy/contract';
import type { RequestContext } from '../../rest/request-context.ts';
import { serviceIdSql, serviceKey, serviceKeyColumns } from '../../rest/service-scope.ts';
import { select } from '../../storage/statement.ts';
import type { Reader } from '../../storage/storage.ts';
import { text } from '../../storage/table.ts';
import { creationPreviews, isCreationEvent } from './preview-creation.ts';
import { toSnakeCase } from './snake-case.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A request that a pre-action webhook is asked about. */
interface PreviewInput {
  readonly event: PreActionEvent;
  readonly operation: Operation;
  readonly request: RequestContext;
  /** JSON of the object as replies show it; undefined for a create request. */
  readonly existing: string | undefined;
}

/**
 * Computes the properties of the event that a request would cause. Undefined if the request would fail: its handler
 * returns the error.
 */
export async function previewRequest(
  reader: Reader,
  { event, operation, request, existing }: PreviewInput,
): Promise<Fields | undefined> {
  if (existing !== undefined)
    return previewUpdate(reader, event, operation, request, flattenReply(JSON.parse(existing)));
  if (!isCreationEvent(event)) throw new Error(`Invariant violated: ${event} without an object`);
  try {
    return await creationPreviews[event](reader, request);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

/** Combines the current object with the parameters of an update. */
async function previewUpdate(
  reader: Reader,
  event: PreActionEvent,
  operation: Operation,
  request: RequestContext,
  before: Fields,
): Promise<Fields | undefined> {
  const objectType = findObjectType(event);
  const sid = String(before['sid']);
  const dates = await reader.one(findDates[objectType], { ...serviceKey(request), sid });
  if (dates === undefined) return undefined;
  const after: Fields = { ...before, ...dates, ...toGivenFields(operation, request.parameters) };
  const own = { [`${objectType.toLowerCase()}_sid`]: sid };
  return { ...after, ...own, ...(objectType === 'Participant' && deriveChannel(after)) };
}

/** Loads the dates of an object, since replies show seconds and webhooks milliseconds. */
const selectDates = (table: string) =>
  select(
    `webhook.dates of ${table}`,
    { ...serviceKeyColumns, sid: text() },
    { date_created: text(), date_updated: text() },
    () => `SELECT date_created, date_updated FROM ${table} WHERE service_id = ${serviceIdSql} AND sid = :sid`,
  );

const findDates = {
  Conversation: selectDates('conversation'),
  Participant: selectDates('participant'),
  Message: selectDates('message'),
  User: selectDates('chat_user'),
};

type ObjectType = keyof typeof findDates;

const objectTypes = Object.keys(findDates) as readonly ObjectType[];

const findObjectType = (event: PreActionEvent): ObjectType =>
  objectTypes.find((type) => event.startsWith(`on${type}`)) ?? 'Conversation';

/** Adding or removing an address changes the channel of a participant. */
function deriveChannel({
  messaging_binding_address: own,
  messaging_binding_projected_address: projected,
}: Fields) {
  const address = own ?? projected;
  return { messaging_binding_type: typeof address === 'string' ? (channelOf(address) ?? 'sms') : null };
}

function toGivenFields({ parameters }: Operation, values: object): Fields {
  const byKey = new Map<string, unknown>(Object.entries(values));
  const found = Object.keys(parameters)
    .map((name) => [toSnakeCase(name), byKey.get(camelCase(name))] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    found.map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value]),
  );
}

/** Flattens an object of a reply to columns: nested keys are joined, lists become JSON. */
function flattenReply(object: Fields, path = ''): Fields {
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) => {
      if (Array.isArray(value)) return [[path + key, JSON.stringify(value)]];
      if (typeof value === 'object' && value !== null)
        return Object.entries(flattenReply(value as Fields, `${path}${key}_`));
      return [[path + key, value]];
    }),
  );
}
