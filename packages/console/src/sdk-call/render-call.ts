/** A call of the API, independent of the language. */
export interface ApiCall {
  /** What is done with the last object of the path. */
  readonly action: 'create' | 'list' | 'fetch' | 'update' | 'delete';
  /** The path below `/v1`: names of resources, each with the SID that follows it, if any. */
  readonly path: readonly (readonly [resource: string, sid?: string])[];
  /** Parameters with the names of the API, such as `FriendlyName`; those without a value are left out. */
  readonly parameters?: Readonly<Record<string, ParameterValue | undefined>>;
  /** Headers that are not parameters, which only curl can send. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A list is a parameter that is sent once for each of its values. */
export type ParameterValue = string | readonly string[];

export const languages = ['Node', 'Python', 'curl'] as const;
export type Language = (typeof languages)[number];

/** The server of a call. The secret is never part of the text: it comes from the variable AUTH_TOKEN. */
export interface CallContext {
  readonly baseUrl: string;
  /** The user name of the requests: the SID of an account or of an API key. */
  readonly username: string;
}

/** Renders a call as code to paste, with the official SDK or with curl. */
export function renderCall(call: ApiCall, language: Language, context: CallContext): string {
  const parameters = Object.entries(call.parameters ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return renderers[language](call, parameters, context);
}

type Parameters = readonly (readonly [name: string, value: ParameterValue])[];
type Renderer = (call: ApiCall, parameters: Parameters, context: CallContext) => string;

const renderers: Readonly<Record<Language, Renderer>> = {
  Node: ({ action, path }, parameters, { baseUrl, username }) => {
    const method = action === 'delete' ? 'remove' : action;
    const named = parameters.map(([name, value]) => `${nodeName(name)}: ${quoteValue(value)}`);
    const argument = named.length === 0 ? '' : `{ ${named.join(', ')} }`;
    return [
      `const client = require('twilio')(${quote(username)}, process.env.AUTH_TOKEN);`,
      `client.conversations.baseUrl = ${quote(baseUrl)};`,
      `await client.conversations.v1${chain(path, action, lowerFirst)}.${method}(${argument});`,
    ].join('\n');
  },
  Python: ({ action, path }, parameters, { baseUrl, username }) => {
    const named = parameters.map(([name, value]) => `${snakeCase(name)}=${quoteValue(value)}`);
    return [
      'import os',
      'from twilio.rest import Client',
      `client = Client(${quote(username)}, os.environ["AUTH_TOKEN"])`,
      `client.conversations.base_url = ${quote(baseUrl)}`,
      `client.conversations.v1${chain(path, action, snakeCase)}.${action}(${named.join(', ')})`,
    ].join('\n');
  },
  curl: ({ action, path, headers = {} }, parameters, context) => {
    const segments = path.flatMap(([resource, sid]) =>
      sid === undefined ? [resource] : [resource, encodeURIComponent(sid)],
    );
    const request = { method: methods[action], path: `/v1/${segments.join('/')}`, headers };
    return renderCurl(request, parameters, context);
  },
};

const methods = { create: 'POST', list: 'GET', fetch: 'GET', update: 'POST', delete: 'DELETE' } as const;

/** A request to an endpoint that the SDKs do not know, such as those below `/colloquy/v1`. */
export interface ApiRequest {
  /** `POST` unless given. */
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  /** Headers that are not parameters. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A body that is not a form, or the `@name` of a file with it. */
  readonly body?: string;
  /** Whether it needs no credentials. */
  readonly isPublic?: boolean;
}

/** What a program does to send a request: a call of an SDK, or a request that the SDKs do not know. */
export type Reproduction =
  | { readonly kind: 'call'; readonly call: ApiCall }
  | { readonly kind: 'request'; readonly request: ApiRequest };

/** Renders a request as a command to paste. */
export const renderRequest = (request: ApiRequest, context: CallContext): string =>
  renderCurl(request, Object.entries(request.parameters ?? {}), context);

function renderCurl(
  { method = 'POST', path, headers: others = {}, body, isPublic = false }: ApiRequest,
  given: Parameters,
  { baseUrl, username }: CallContext,
): string {
  const parameters = given.flatMap(([name, values]) =>
    [values].flat().map((value) => [name, value] as const),
  );
  const headers = [...parameters.filter(([name]) => isHeader(name)), ...Object.entries(others)];
  const fields = parameters.filter(([name]) => !isHeader(name));
  // curl sends a form with POST, and anything else with GET.
  const isImplied = method === 'GET' || (method === 'POST' && fields.length > 0);
  return [
    `curl ${shellQuote(baseUrl + path)}${isPublic ? '' : ` -u ${username}:$AUTH_TOKEN`}`,
    ...(isImplied ? [] : [`-X ${method}`]),
    ...(method === 'GET' && fields.length > 0 ? ['-G'] : []),
    ...headers.map(([name, value]) => `-H ${shellQuote(`${name}: ${value}`)}`),
    ...fields.map(([name, value]) => `--data-urlencode ${shellQuote(`${name}=${value}`)}`),
    ...(body === undefined ? [] : [`--data-binary ${shellQuote(body)}`]),
  ].join(' \\\n  ');
}

/** The objects of an SDK: `.services('IS…').conversations`, and `.configuration()` for one without a SID. */
function chain(
  path: ApiCall['path'],
  action: ApiCall['action'],
  nameOf: (resource: string) => string,
): string {
  const objects = path
    .map(([resource, sid], index) => ({ name: sdkName(resource, path[index - 1]?.[0]), sid }))
    // The SDKs have the addresses beside the configuration, and not below it.
    .filter((_, index) => path[index + 1]?.[0] !== 'Addresses');
  return objects
    .map(({ name, sid }, index) => {
      const isLast = index === objects.length - 1;
      const isObject = isLast && action !== 'create' && action !== 'list';
      return `.${nameOf(name)}${sid !== undefined ? `(${quote(sid)})` : isObject ? '()' : ''}`;
    })
    .join('');
}

/** The name that the SDKs give a resource of a path. */
function sdkName(resource: string, before: string | undefined): string {
  if (resource === 'Addresses') return 'AddressConfigurations';
  if (resource === 'Receipts') return 'DeliveryReceipts';
  return resource === 'Conversations' && before === 'Users' ? 'UserConversations' : resource;
}

const isHeader = (name: string): boolean => name.startsWith('X-');
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** `FriendlyName` becomes `friendlyName`; a name with a dot, such as `Timers.Inactive`, needs quotes. */
function nodeName(name: string): string {
  if (isHeader(name)) return lowerFirst(name.replaceAll('-', ''));
  return name.includes('.') ? quote(name.split('.').map(lowerFirst).join('.')) : lowerFirst(name);
}

/** `Timers.Inactive` becomes `timers_inactive`. */
const snakeCase = (name: string): string =>
  name
    .replaceAll(/[-.]/g, '_')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_')
    .toLowerCase();

/** A string literal that is the same in JavaScript and in Python. */
function quote(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped}'`;
}

/** A literal of a value: a string or a list of strings. */
const quoteValue = (value: ParameterValue): string =>
  typeof value === 'string' ? quote(value) : `[${value.map(quote).join(', ')}]`;

/** A word of a POSIX shell. */
const shellQuote = (text: string): string =>
  /^[\w./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
