import type { UserAccess } from './access.ts';
import { clampedInteger } from './codecs/integer.ts';
import { text } from './codecs/text.ts';
import type { ErrorCode } from './errors.ts';
import type { EventName } from './events/catalogue.ts';
import type { PreActionEvent } from './events/webhook-events.ts';
import { filter, type Parameters } from './parameter.ts';

/** The kind of an operation; its HTTP method, path and status follow from it. */
export type Action = 'create' | 'fetch' | 'list' | 'update' | 'delete';

/** An operation of a resource, independent of the paths that it is mounted at. */
export interface Operation<
  A extends Action = Action,
  P extends Parameters = Parameters,
  Before extends PreActionEvent | undefined = PreActionEvent | undefined,
> {
  readonly action: A;
  readonly summary: string;
  readonly parameters: P;
  /** Error codes of this operation, in addition to those of every request. */
  readonly errors: readonly ErrorCode[];
  /** Events that a successful request may append to the log. */
  readonly events: readonly EventName[];
  /** Whether the reply, with status 202, can come before the work is finished. */
  readonly async202: boolean;
  /** The event that lets webhooks veto the operation; undefined if they cannot. */
  readonly preAction: Before;
  /** What users of the client SDKs may do with it; undefined if they may not use it. */
  readonly users: UserAccess | undefined;
  /** Of a resource that is not audited: the parameter with which a request of a back end is an administrative act. */
  readonly auditedParameter?: string;
}

interface OperationDetails<P extends Parameters, Before extends PreActionEvent | undefined = undefined> {
  readonly summary: string;
  readonly parameters: P;
  readonly errors?: readonly ErrorCode[];
  readonly events?: readonly EventName[];
  readonly async202?: boolean;
  readonly preAction?: Before;
  readonly users?: UserAccess;
  readonly auditedParameter?: Extract<keyof P, string>;
}

/** Never infers the event from where the operation is used: without `preAction` it is `undefined`. */
const operation =
  <const A extends Action>(action: A) =>
  <const P extends Parameters, const Before extends PreActionEvent | undefined = undefined>({
    errors = [],
    events = [],
    async202 = false,
    preAction,
    users,
    ...rest
  }: OperationDetails<P, Before>): Operation<A, P, NoInfer<Before>> => ({
    action,
    errors,
    events,
    async202,
    // Without the property, the type of the event is `undefined`.
    preAction: preAction as Before,
    users,
    ...rest,
  });

export const create = operation('create');
export const fetch = operation('fetch');
export const update = operation('update');
export const remove = operation('delete');

/** The page size if neither the request nor the resource defines one. */
export const defaultPageSize = 50;

/** The maximum page size. A request for more gets this many. */
export const maxPageSize = 1000;

/** A list has the paging parameters in addition to its filters. */
export const list = <const P extends Parameters>(details: OperationDetails<P>) =>
  operation('list')({ ...details, parameters: { ...details.parameters, ...paging } });

/** The parameters of every list. All other query parameters are filters. */
export const paging = {
  PageSize: filter(clampedInteger({ min: 1, max: maxPageSize }), 'Maximum number of objects on a page.'),
  Page: filter(
    clampedInteger({ min: 0, max: 1_000_000 }),
    'Number of the page, from 0. With a page token, the token selects the page.',
  ),
  PageToken: filter(text({ max: 2048 }), 'Start of the page, from a page URL of an earlier reply.'),
};

interface HttpMapping {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly status: 200 | 201 | 204;
  /** Whether it is an operation on one object instead of on the collection. */
  readonly item: boolean;
  readonly verb: 'Create' | 'Fetch' | 'List' | 'Update' | 'Delete';
}

/** The HTTP form of each action. */
export const httpMapping = {
  create: { method: 'POST', status: 201, item: false, verb: 'Create' },
  fetch: { method: 'GET', status: 200, item: true, verb: 'Fetch' },
  list: { method: 'GET', status: 200, item: false, verb: 'List' },
  update: { method: 'POST', status: 200, item: true, verb: 'Update' },
  delete: { method: 'DELETE', status: 204, item: true, verb: 'Delete' },
} as const satisfies Record<Action, HttpMapping>;
