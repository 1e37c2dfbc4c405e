import { type Action, httpMapping, type Operation } from './operation.ts';
import type { Resource } from './resource.ts';

/** An operation at one of its paths. */
export interface Route {
  /** Name of the operation at this path, such as `CreateServiceConversation`. */
  readonly name: string;
  readonly resource: Resource;
  readonly operation: Operation;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** The path from `/v1` on, with variable parts as `{Parameter}`. */
  readonly path: string;
  /** Status of a success. `accepted` is the status of a reply that comes before the work is finished. */
  readonly status: number;
  readonly accepted: number | undefined;
  /** `service` below `/v1/Services/{ChatServiceSid}`, `account` below `/v1`. */
  readonly mount: Mount;
}

export type Mount = 'account' | 'service';

/** The path prefix of each mount. */
export const mountPath = { account: '/v1', service: '/v1/Services/{ChatServiceSid}' } as const;

/** The mounts of each scope. */
export const mountsOf = {
  account: ['account'],
  service: ['service', 'account'],
  'service only': ['service'],
} as const;

/** Name of an operation at a mount; below a service it contains `Service`. */
export const operationName = (resource: Resource, action: Action, mount: Mount): string =>
  `${httpMapping[action].verb}${mount === 'service' ? 'Service' : ''}${resource.name}`;

/** Name of a resource's objects, which is unique although two resources are named `Configuration`. */
export const objectName = ({ name, scope }: Resource): string =>
  scope === 'service only' ? `Service${name}` : name;

/** All operations of a resource, at all of its paths. */
export function routesOf(resource: Resource): Route[] {
  return mountsOf[resource.scope].flatMap((mount) =>
    Object.values(resource.operations).map((operation) => {
      const { method, status, item } = httpMapping[operation.action];
      return {
        name: operationName(resource, operation.action, mount),
        resource,
        operation,
        method,
        path: `${mountPath[mount]}/${resource.path}${item ? resource.item : ''}`,
        status,
        accepted: operation.async202 ? 202 : undefined,
        mount,
      };
    }),
  );
}

/** Whether the rate of actions can be limited for a route: what writes in a service. */
export const isAction = ({ method, resource }: Pick<Route, 'method' | 'resource'>): boolean =>
  method !== 'GET' && resource.scope !== 'account';
