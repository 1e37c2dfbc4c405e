import { ApiError, camelCase, channelOf, type Operation, type PreActionEvent } from '@colloquy/contract';
import { type Call, inService, serviceOf } from '../resources/handler.ts';
import { serviceId } from '../resources/service/store.ts';
import { select } from '../storage/statement.ts';
import type { Reader } from '../storage/storage.ts';
import { text } from '../storage/table.ts';
import { additions } from './addition.ts';
import { snakeCase } from './parameters/snake-case.ts';

type Facts = Readonly<Record<string, unknown>>;

/** A request that somebody is asked about. */
export interface Request {
  readonly event: PreActionEvent;
  readonly operation: Operation;
  readonly call: Call;
  /** The object as replies show it; undefined when it is to be made. */
  readonly present: string | undefined;
}

/**
 * What a request would make of an object, by the names that the log has for it; undefined when it can make nothing,
 * which is for its handler to tell.
 */
export async function proposal(
  reader: Reader,
  { event, operation, call, present }: Request,
): Promise<Facts | undefined> {
  if (present !== undefined) return changed(reader, event, operation, call, flat(JSON.parse(present)));
  try {
    return await additions[event]?.(reader, call);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

/** What is there, with what a request gives. */
async function changed(
  reader: Reader,
  event: PreActionEvent,
  operation: Operation,
  call: Call,
  before: Facts,
): Promise<Facts | undefined> {
  const subject = subjectOf(event);
  const sid = String(before['sid']);
  const dates = await reader.one(findDates[subject], { ...serviceOf(call), sid });
  if (dates === undefined) return undefined;
  const after: Facts = { ...before, ...dates, ...given(operation, call.parameters) };
  const own = { [`${subject.toLowerCase()}_sid`]: sid };
  return { ...after, ...own, ...(subject === 'Participant' && channel(after)) };
}

const tables = {
  Conversation: 'conversation',
  Participant: 'participant',
  Message: 'message',
  User: 'chat_user',
} as const;

type Subject = keyof typeof tables;

const subjects: readonly Subject[] = ['Participant', 'Message', 'User', 'Conversation'];

const subjectOf = (event: PreActionEvent): Subject =>
  subjects.find((subject) => event.startsWith(`on${subject}`)) ?? 'Conversation';

/** Replies show whole seconds; webhooks are told milliseconds. */
const datesIn = (subject: Subject) =>
  select(
    `webhook.dates of ${tables[subject]}`,
    { ...inService, sid: text() },
    { date_created: text(), date_updated: text() },
    () =>
      `SELECT date_created, date_updated FROM ${tables[subject]} WHERE service_id = ${serviceId} AND sid = :sid`,
  );

const findDates = {
  Conversation: datesIn('Conversation'),
  Participant: datesIn('Participant'),
  Message: datesIn('Message'),
  User: datesIn('User'),
};

/** An address that is given or taken away takes somebody to another channel. */
function channel({ messaging_binding_address: own, messaging_binding_projected_address: projected }: Facts) {
  const address = own ?? projected;
  return { messaging_binding_type: typeof address === 'string' ? (channelOf(address) ?? 'sms') : null };
}

function given({ parameters }: Operation, values: object): Facts {
  const byKey = new Map<string, unknown>(Object.entries(values));
  const found = Object.keys(parameters)
    .map((name) => [snakeCase(name), byKey.get(camelCase(name))] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    found.map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value]),
  );
}

/** An object of a reply as columns: nested keys are joined, lists are JSON. */
function flat(object: Facts, path = ''): Facts {
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) => {
      if (Array.isArray(value)) return [[path + key, JSON.stringify(value)]];
      if (typeof value === 'object' && value !== null)
        return Object.entries(flat(value as Facts, `${path}${key}_`));
      return [[path + key, value]];
    }),
  );
}
