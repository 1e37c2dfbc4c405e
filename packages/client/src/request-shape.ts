import {
  conditionalHeaders,
  type Endpoint,
  idempotencyKeyHeader,
  type Parameters,
  type Route,
} from '@colloquy/contract';

/** What decides the arguments and the request of a method: of a resource's operation, or of an endpoint. */
export interface RequestShape {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly parameters: Parameters;
  /** Headers beside those that are parameters. */
  readonly conditions: readonly { readonly name: string }[];
  /** The body, where it is not a form of the parameters. */
  readonly body: Endpoint['body'];
}

export const shapeOfRoute = (route: Route): RequestShape => ({
  name: route.name,
  method: route.method,
  path: route.path,
  parameters: route.operation.parameters,
  conditions: conditionalHeaders(route),
  body: undefined,
});

export const shapeOfEndpoint = (endpoint: Endpoint): RequestShape => ({
  name: endpoint.name,
  method: endpoint.method,
  path: endpoint.path,
  parameters: endpoint.parameters,
  conditions: endpoint.canUseIdempotencyKey ? [idempotencyKeyHeader] : [],
  body: endpoint.body,
});
