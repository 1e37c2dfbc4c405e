import { type Action, http, type Operation } from './operation.ts';
import type { Resource } from './resource.ts';

/** An operation at one of its paths. */
export interface Route {
  /** The operation's name at this path, such as `CreateServiceConversation`. */
  readonly name: string;
  readonly resource: Resource;
  readonly operation: Operation;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With `{Parameter}` for what varies, from `/v1` on. */
  readonly path: string;
  /** Of a success; where it may end later, `accepted` is the status of a reply that comes before the end. */
  readonly status: number;
  readonly accepted: number | undefined;
  /** `service` below `/v1/Services/{ChatServiceSid}`, `account` below `/v1`. */
  readonly mount: Mount;
}

export type Mount = 'account' | 'service';

/** The path that a mount stands below. */
export const mountPath = { account: '/v1', service: '/v1/Services/{ChatServiceSid}' } as const;

/** Where a resource of each scope is mounted. */
export const mountsOf = {
  account: ['account'],
  service: ['service', 'account'],
  'service only': ['service'],
} as const;

/** The operation's name at a mount; it has `Service` in it below a service. */
export const operationName = (resource: Resource, action: Action, mount: Mount): string =>
  `${http[action].verb}${mount === 'service' ? 'Service' : ''}${resource.name}`;

/** Name of a resource's objects, unlike that of all others: two kinds of `Configuration` exist. */
export const objectName = ({ name, scope }: Resource): string =>
  scope === 'service only' ? `Service${name}` : name;

/** Every operation of a resource at every path that it is mounted at. */
export function routesOf(resource: Resource): Route[] {
  return mountsOf[resource.scope].flatMap((mount) =>
    Object.values(resource.operations).map((operation) => {
      const { method, status, item } = http[operation.action];
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
