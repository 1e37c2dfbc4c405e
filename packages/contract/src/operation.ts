import { clampedInteger } from './codecs/integer.ts';
import { text } from './codecs/text.ts';
import type { ErrorCode } from './errors.ts';
import type { EventName } from './events/catalogue.ts';
import type { PreActionEvent } from './events/webhook-events.ts';
import { filter, type Parameters } from './parameter.ts';

/** What an operation does; the verb, the path and the status follow from it. */
export type Action = 'create' | 'fetch' | 'list' | 'update' | 'delete';

/** An operation of a resource, whatever path it is mounted at. */
export interface Operation<A extends Action = Action, P extends Parameters = Parameters> {
  readonly action: A;
  readonly summary: string;
  readonly parameters: P;
  /** Codes beyond those that any request can get. */
  readonly errors: readonly ErrorCode[];
  /** What a success may write to the event log. */
  readonly events: readonly EventName[];
  /** Whether it can be answered, with status 202, before all of it is done. */
  readonly async202: boolean;
  /** The event that asks webhooks whether it may be done, where one asks. */
  readonly preAction: PreActionEvent | undefined;
}

interface OperationDetails<P extends Parameters> {
  readonly summary: string;
  readonly parameters: P;
  readonly errors?: readonly ErrorCode[];
  readonly events?: readonly EventName[];
  readonly async202?: boolean;
  readonly preAction?: PreActionEvent;
}

const operation =
  <const A extends Action>(action: A) =>
  <const P extends Parameters>({
    errors = [],
    events = [],
    async202 = false,
    preAction,
    ...rest
  }: OperationDetails<P>): Operation<A, P> => ({
    action,
    errors,
    events,
    async202,
    preAction,
    ...rest,
  });

export const create = operation('create');
export const fetch = operation('fetch');
export const update = operation('update');
export const remove = operation('delete');

/** Objects on a page of a list that neither the request nor the resource gives a size. */
export const defaultPageSize = 50;

/** The page size above which a request is not refused but served with this many. */
export const maxPageSize = 1000;

/** A list takes the paging parameters beside its filters. */
export const list = <const P extends Parameters>(details: OperationDetails<P>) =>
  operation('list')({ ...details, parameters: { ...details.parameters, ...paging } });

/** The parameters of every list; all others in a query are filters. */
export const paging = {
  PageSize: filter(clampedInteger({ min: 1, max: maxPageSize }), 'Most objects on a page.'),
  Page: filter(clampedInteger({ min: 0, max: 1_000_000 }), 'Number of the page, from 0; informative.'),
  PageToken: filter(text({ max: 2048 }), 'Where the page begins; made by the server.'),
};

interface HttpMapping {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly status: 200 | 201 | 204;
  /** Whether it is an operation on one object, rather than on the collection. */
  readonly item: boolean;
  readonly verb: 'Create' | 'Fetch' | 'List' | 'Update' | 'Delete';
}

/** How each action looks on the wire. */
export const http = {
  create: { method: 'POST', status: 201, item: false, verb: 'Create' },
  fetch: { method: 'GET', status: 200, item: true, verb: 'Fetch' },
  list: { method: 'GET', status: 200, item: false, verb: 'List' },
  update: { method: 'POST', status: 200, item: true, verb: 'Update' },
  delete: { method: 'DELETE', status: 204, item: true, verb: 'Delete' },
} as const satisfies Record<Action, HttpMapping>;
