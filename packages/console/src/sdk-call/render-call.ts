/** A call of the API, independent of the language. */
export interface ApiCall {
  /** What is done with the last object of the path. */
  readonly action: 'create' | 'list' | 'fetch' | 'update' | 'delete';
  /** The path below `/v1`: names of resources, each with the SID that follows it, if any. */
  readonly path: readonly (readonly [resource: string, sid?: string])[];
  /** Parameters with the names of the API, such as `FriendlyName`; those without a value are left out. */
  readonly parameters?: Readonly<Record<string, ParameterValue | undefined>>;
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
  curl: ({ action, path }, parameters, context) => {
    const segments = path.flatMap(([resource, sid]) =>
      sid === undefined ? [resource] : [resource, encodeURIComponent(sid)],
    );
    return renderCurl(methods[action], `/v1/${segments.join('/')}`, parameters, context);
  },
};

const methods = { create: 'POST', list: 'GET', fetch: 'GET', update: 'POST', delete: 'DELETE' } as const;

/** A request to an endpoint that the SDKs do not know, such as those below `/colloquy/v1`. */
export interface ApiRequest {
  /** `POST` unless given. */
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
}

/** Renders a request as a command to paste. */
export const renderRequest = (
  { method = 'POST', path, parameters = {} }: ApiRequest,
  context: CallContext,
): string => renderCurl(method, path, Object.entries(parameters), context);

function renderCurl(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  given: Parameters,
  { baseUrl, username }: CallContext,
): string {
  const parameters = given.flatMap(([name, values]) =>
    [values].flat().map((value) => [name, value] as const),
  );
  const headers = parameters.filter(([name]) => isHeader(name));
  const fields = parameters.filter(([name]) => !isHeader(name));
  // curl sends a form with POST, and anything else with GET.
  const isImplied = method === 'GET' || (method === 'POST' && fields.length > 0);
  return [
    `curl ${shellQuote(baseUrl + path)} -u ${username}:$AUTH_TOKEN`,
    ...(isImplied ? [] : [`-X ${method}`]),
    ...(method === 'GET' && fields.length > 0 ? ['-G'] : []),
    ...headers.map(([name, value]) => `-H ${shellQuote(`${name}: ${value}`)}`),
    ...fields.map(([name, value]) => `--data-urlencode ${shellQuote(`${name}=${value}`)}`),
  ].join(' \\\n  ');
}

/** The objects of an SDK: `.services('IS…').conversations`, and `.configuration()` for one without a SID. */
function chain(
  path: ApiCall['path'],
  action: ApiCall['action'],
  nameOf: (resource: string) => string,
): string {
  return path
    .map(([resource, sid], index) => {
      const isLast = index === path.length - 1;
      const isObject = isLast && action !== 'create' && action !== 'list';
      return `.${nameOf(resource)}${sid !== undefined ? `(${quote(sid)})` : isObject ? '()' : ''}`;
    })
    .join('');
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
