import type { RequestRecord } from '../../api/requests.ts';
import { parsePath } from '../../sdk-call/parse-path.ts';
import type { ApiCall, ParameterValue, Reproduction } from '../../sdk-call/render-call.ts';

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
