import type { RequestRecord } from '../../api/requests.ts';
import type { ApiCall, ApiRequest, ParameterValue } from '../../sdk-call/render-call.ts';

/** What a program would do to send a request again: a call of an SDK, or a request that the SDKs do not know. */
export type Reproduction =
  | { readonly kind: 'call'; readonly call: ApiCall }
  | { readonly kind: 'request'; readonly request: ApiRequest };

type Recorded = Pick<RequestRecord, 'operation' | 'method' | 'path' | 'parameters' | 'webhookEnabled'>;

/** Stands for a value that the server does not show, such as the text of a message. */
const hiddenValue = '…';

/** Derives the call that sends a recorded request; undefined for a request that no operation has accepted. */
export function toReproduction(request: Recorded): Reproduction | undefined {
  const { operation, method, path, webhookEnabled } = request;
  if (operation === null) return undefined;
  const parameters = {
    ...(webhookEnabled && { 'X-Twilio-Webhook-Enabled': 'true' }),
    ...Object.fromEntries(
      groupParameters(request.parameters).map(({ name, values }) => [name, toValue(values)]),
    ),
  };
  const action = parseAction(operation);
  const [pathname = ''] = path.split('?');
  if (action !== undefined && pathname.startsWith('/v1/'))
    return { kind: 'call', call: { action, path: parsePath(pathname), parameters } };
  if (method !== 'GET' && method !== 'POST' && method !== 'DELETE') return undefined;
  return { kind: 'request', request: { method, path: pathname, parameters } };
}

/** Groups the known parameters by their name, since a list is sent as one parameter per value. */
export function groupParameters(
  parameters: RequestRecord['parameters'],
): { readonly name: string; readonly values: readonly string[] }[] {
  const known = parameters.filter((each) => each.known);
  return [...Map.groupBy(known, ({ name }) => name)].map(([name, items]) => ({
    name,
    values: items.map(({ value }) => value ?? hiddenValue),
  }));
}

const toValue = (values: readonly string[]): ParameterValue =>
  values.length === 1 ? (values[0] ?? hiddenValue) : values;

const actions = ['create', 'list', 'fetch', 'update', 'delete'] as const;

/** Operations are named after their action: `CreateConversation`. */
const parseAction = (operation: string): ApiCall['action'] | undefined =>
  actions.find((action) => operation.toLowerCase().startsWith(action));

/** Resources of which there is one, so that no SID follows them. */
const singletons = ['Configuration', 'Notifications'];

/** Splits a path below `/v1` into resources, each with the SID or the unique name that follows it. */
function parsePath(pathname: string): ApiCall['path'] {
  const segments = pathname.replace('/v1/', '').split('/').map(decodeSegment);
  const pairs: (readonly [resource: string, sid?: string])[] = [];
  for (let index = 0; index < segments.length; index += 1) {
    const [resource = '', sid] = [segments[index], segments[index + 1]];
    if (sid === undefined || singletons.includes(resource)) {
      pairs.push([resource]);
    } else {
      pairs.push([resource, sid]);
      index += 1;
    }
  }
  return pairs;
}

/** A path that was refused can have anything in it. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
