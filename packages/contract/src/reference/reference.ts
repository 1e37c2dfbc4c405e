import { api } from '../api.ts';
import { conditionalHeaders, type Header, idempotencyKeyHeader } from '../conditional-requests.ts';
import { type Endpoint, type EndpointTag, endpointTags } from '../endpoints/endpoint.ts';
import { endpoints } from '../endpoints/index.ts';
import { resetServer } from '../endpoints/testing.ts';
import { commonErrorCodes, type ErrorReply, errorsOfEndpoint, errorsOfRoute } from '../error-replies.ts';
import type { EventName } from '../events/catalogue.ts';
import type { PreActionEvent } from '../events/webhook-events.ts';
import { exampleOfEndpoint, exampleOfRoute } from '../examples/example-reply.ts';
import type { Action, Operation } from '../operation.ts';
import type { Parameters } from '../parameter.ts';
import { describePath, type PathParameter } from '../path-parameters.ts';
import type { Resource } from '../resource.ts';
import { type Mount, objectName, type Route, routesOf } from '../routes.ts';
import { type ReferenceReply, repliesOfEndpoint, repliesOfRoute } from './replies.ts';

/** The operations of a resource, or the endpoints with the same tag. */
export interface ReferenceGroup {
  /** Name of the resource's objects, or the tag. */
  readonly name: string;
  readonly kind: 'resource' | 'endpoints';
  readonly description: string;
  readonly operations: readonly ReferenceOperation[];
}

/** An operation at one of its paths. */
export interface ReferencePath {
  readonly name: string;
  readonly path: string;
  /** Undefined for endpoints. */
  readonly mount: Mount | undefined;
  readonly keys: readonly PathParameter[];
  /** Derives the JSON of a success, whose URLs begin with the base URL; undefined if it has none. */
  readonly exampleReply: (baseUrl: string) => unknown;
}

/** An operation with all that a reference says about it. */
export interface ReferenceOperation {
  /** That of its first path. */
  readonly name: string;
  readonly summary: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly paths: readonly [ReferencePath, ...ReferencePath[]];
  /** Undefined for endpoints. */
  readonly action: Action | undefined;
  readonly authentication: NonNullable<Endpoint['authentication']>;
  readonly parameters: Parameters;
  /** Headers beside those that are parameters. */
  readonly headers: readonly Header[];
  /** A body that is not a form of the parameters. */
  readonly body: Endpoint['body'];
  /** The success first. */
  readonly replies: readonly [ReferenceReply, ...ReferenceReply[]];
  /** The errors that not every operation can return, by code. */
  readonly errors: readonly ErrorReply[];
  readonly events: readonly EventName[];
  readonly preAction: PreActionEvent | undefined;
  /** Whether it deletes something. */
  readonly deletes: boolean;
}

/** Derives the reference of all operations: the resources first, then the other endpoints. */
export const describeReference = (): ReferenceGroup[] => [
  ...Object.values<Resource>(api).map(describeResource),
  ...[...Map.groupBy<EndpointTag, Endpoint>(endpoints, ({ tag }) => tag)].map(
    ([tag, members]): ReferenceGroup => ({
      name: tag,
      kind: 'endpoints',
      description: endpointTags[tag],
      operations: describeEndpoints(members),
    }),
  ),
];

function describeResource(resource: Resource): ReferenceGroup {
  const routes = routesOf(resource);
  return {
    name: objectName(resource),
    kind: 'resource',
    description: resource.description,
    operations: Object.values<Operation>(resource.operations).flatMap((operation) => {
      const [first, ...others] = routes.filter((route) => route.operation === operation);
      return first === undefined ? [] : [describeOperation(first, others)];
    }),
  };
}

function describeOperation(first: Route, others: readonly Route[]): ReferenceOperation {
  const { operation, name, method } = first;
  const { summary, action, parameters, events, preAction } = operation;
  return {
    name,
    summary,
    method,
    paths: [describeRoute(first), ...others.map(describeRoute)],
    action,
    authentication: 'basic',
    parameters,
    headers: conditionalHeaders(first),
    body: undefined,
    replies: repliesOfRoute(first),
    errors: ownErrors(errorsOfRoute(first)),
    events,
    preAction,
    deletes: action === 'delete',
  };
}

const describeRoute = (route: Route): ReferencePath => ({
  name: route.name,
  path: route.path,
  mount: route.mount,
  keys: describePath(route.path, route.resource),
  exampleReply: (baseUrl) => exampleOfRoute(route, baseUrl),
});

/** Endpoints with the same summary are one operation at several paths. */
const describeEndpoints = (members: readonly Endpoint[]): ReferenceOperation[] =>
  [...Map.groupBy(members, ({ summary }) => summary).values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [describeEndpoint(first, others)],
  );

function describeEndpoint(endpoint: Endpoint, others: readonly Endpoint[]): ReferenceOperation {
  const { name, summary, method, parameters, body, canUseIdempotencyKey, events = [] } = endpoint;
  return {
    name,
    summary,
    method,
    paths: [describeEndpointPath(endpoint), ...others.map(describeEndpointPath)],
    action: undefined,
    authentication: endpoint.authentication ?? 'basic',
    parameters,
    headers: canUseIdempotencyKey ? [idempotencyKeyHeader] : [],
    body,
    replies: repliesOfEndpoint(endpoint),
    errors: ownErrors(errorsOfEndpoint(endpoint)),
    events,
    preAction: undefined,
    deletes: method === 'DELETE' || name === resetServer.name,
  };
}

const describeEndpointPath = (endpoint: Endpoint): ReferencePath => ({
  name: endpoint.name,
  path: endpoint.path,
  mount: undefined,
  keys: describePath(endpoint.path),
  exampleReply: (baseUrl) => exampleOfEndpoint(endpoint, baseUrl),
});

/** An error with a status of its own is not the common one with the same code. */
const ownErrors = (replies: readonly ErrorReply[]): ErrorReply[] =>
  replies
    .filter(({ code, status }) => !commonErrorCodes.includes(code) || (code === 20001 && status !== 400))
    .toSorted((one, other) => one.code - other.code);
