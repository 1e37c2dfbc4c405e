import {
  type AnyParameter,
  api,
  type CamelCase,
  type ChangeableParameter,
  camelCase,
  changeableParameters,
  decodeValue,
  invalidParameter,
  type Operation,
  type PreActionEvent,
  preActionEvents,
  type Resource,
} from '@colloquy/contract';
import type { SendResult } from '../http/send-result.ts';
import { toSnakeCase } from './snake-case.ts';

/** The parameters that the response of a pre-action webhook has changed. */
export type Changes = { readonly [Name in ChangeableParameter as CamelCase<Name>]?: string };

/** The meaning of a pre-action webhook's response. A missing or unintelligible response changes nothing. */
type PreActionResponse =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'changed'; readonly changes: Changes }
  | { readonly kind: 'rejected'; readonly status: number };

interface ChangeableField {
  /** Its name in the response. */
  readonly key: string;
  /** Its name in the request. */
  readonly name: string;
  readonly parameter: AnyParameter;
}

const operations = Object.values<Resource>(api).flatMap(({ operations }) =>
  Object.values<Operation>(operations),
);

/** The fields that a response can change, with the parameters of the operation that the event is about. */
function findChangeableFields(event: PreActionEvent): readonly ChangeableField[] {
  const parameters = operations.find(({ preAction }) => preAction === event)?.parameters ?? {};
  return changeableParameters[event].flatMap((name) => {
    const parameter = parameters[name];
    return parameter === undefined ? [] : [{ key: toSnakeCase(name), name, parameter }];
  });
}

const fieldsByEvent = new Map(preActionEvents.map((event) => [event, findChangeableFields(event)]));

/**
 * Interprets the result of a pre-action request.
 *
 * @throws ApiError for a changed value that would be invalid in the original request, too.
 */
export function parsePreActionResponse(event: PreActionEvent, result: SendResult): PreActionResponse {
  if (result.kind === 'failure') return { kind: 'unchanged' };
  const { status, body, isComplete } = result;
  // A redirect is not followed, so nothing has approved the change.
  if (status >= 300) return { kind: 'rejected', status };
  if (!isComplete) return { kind: 'unchanged' };
  const given = parseObject(body);
  const changes = (fieldsByEvent.get(event) ?? []).flatMap(({ key, name, parameter }) => {
    const text = given.get(key) ?? undefined;
    if (text !== undefined && typeof text !== 'string')
      throw invalidParameter(name, undefined, 'a string in the response of the webhook');
    const value = decodeValue(parameter, text, name);
    return value === undefined ? [] : [[camelCase(name), value] as const];
  });
  // Each value comes from the codec of its parameter.
  return changes.length === 0
    ? { kind: 'unchanged' }
    : { kind: 'changed', changes: Object.fromEntries(changes) as Changes };
}

/** Reads the members of a JSON object; none if the body is not one. */
function parseObject(body: Buffer): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return new Map(Object.entries(value));
  } catch {
    // Not JSON.
  }
  return new Map();
}
