import {
  type AnyParameter,
  api,
  type Endpoint,
  endpoints,
  endpointTags,
  errors,
  type JsonSchema,
  type Operation,
  objectName,
  type Resource,
  routesOf,
} from '@colloquy/contract';
import { formatCode, renderTable } from './markdown.ts';

const resources = Object.values<Resource>(api);

/** Describes the values that a schema allows. */
function describeSchema({ enum: enumValues, format, pattern, type, ...schema }: JsonSchema): string {
  if (enumValues !== undefined)
    return enumValues.map((enumValue) => formatCode(String(enumValue))).join(', ');
  if (format === 'date-time') return 'ISO 8601 date';
  if (format === 'duration') return `ISO 8601 duration, ${schema.description}`;
  if (pattern === '^[A-Za-z]{2}$') return 'country code of two letters';
  if (pattern !== undefined) return `SID, ${formatCode(`${pattern.slice(1, 3)}…`)}`;
  if (type === 'integer')
    return `${schema.minimum} to ${schema.maximum}; larger numbers count as ${schema.maximum}`;
  if (schema.maxLength !== undefined) return `text of up to ${schema.maxLength} characters`;
  return schema.description ?? 'text';
}

const emptyValueMeanings = {
  absent: 'as if not sent',
  clear: 'clears the property',
  decode: 'decoded like any value',
} as const;

const renderParameterRow = ([name, { in: location, codec, empty, required, repeated, description }]: [
  string,
  AnyParameter,
]) => [
  `${formatCode(name)}${required ? ' (required)' : ''}`,
  location,
  describeSchema(codec.schema) + (repeated ? '; repeatable' : ''),
  emptyValueMeanings[empty],
  description,
];

type Described = Pick<Endpoint, 'summary' | 'parameters' | 'errors' | 'events'>;

/** Renders an operation with the requests that it answers, each a row. */
function renderOperation(operation: Described, requests: readonly (readonly string[])[]): string {
  const parameters = Object.entries(operation.parameters).map(renderParameterRow);
  const codes = [...operation.errors].sort((a, b) => a - b);
  return [
    `### ${operation.summary}`,
    renderTable(['Operation', 'Request', 'Status'], requests),
    ...(parameters.length > 0
      ? [renderTable(['Parameter', 'In', 'Value', 'Empty value', 'Meaning'], parameters)]
      : []),
    ...(codes.length > 0
      ? [
          renderTable(
            ['Code', 'Status', 'Message'],
            codes.map((each) => [String(each), String(errors[each].status), errors[each].message]),
          ),
        ]
      : []),
    ...(operation.events !== undefined && operation.events.length > 0
      ? [`Appends to the event log: ${operation.events.map(formatCode).join(', ')}.`]
      : []),
  ].join('\n\n');
}

const renderRequest = ({
  name,
  method,
  path,
  status,
}: Pick<Endpoint, 'name' | 'method' | 'path' | 'status'>) => [
  formatCode(name),
  formatCode(`${method} ${path}`),
  String(status),
];

/** Every operation of the Conversations API, below its resource. */
export function renderOperations(): string {
  const sections = resources.map((resource) => {
    const routes = routesOf(resource);
    const each = Object.values<Operation>(resource.operations).map((operation) =>
      renderOperation(operation, routes.filter((route) => route.operation === operation).map(renderRequest)),
    );
    const named = resource.alternateKey
      ? ` Paths accept the ${resource.alternateKey.replace('_', ' ')} in place of the SID.`
      : '';
    return [`## ${objectName(resource)}`, `${resource.description}${named}`, ...each].join('\n\n');
  });
  return sections.join('\n\n');
}

/** The mounts of a scope, as the table shows them. */
const mounts = { account: 'account', service: 'service, account', 'service only': 'service' } as const;

/** One row per resource. */
export function renderSummary(): string {
  const rows = resources.map(({ path, scope, operations }) => [
    formatCode(`/${path}`),
    mounts[scope],
    Object.keys(operations).join(', '),
  ]);
  const count = resources.flatMap((resource) => routesOf(resource)).length;
  const head = ['Resource', 'Below', 'Operations'];
  return `All ${count} operations of the API, counting a path below a service and its account-level alias separately:\n\n${renderTable(head, rows)}`;
}

/** Every operation beside those of the Conversations API, below its group. */
export function renderEndpoints(): string {
  const sections = Object.entries(endpointTags).map(([tag, description]) => {
    const each = (endpoints as readonly Endpoint[])
      .filter((endpoint) => endpoint.tag === tag)
      .map((endpoint) => renderOperation(endpoint, [renderRequest(endpoint)]));
    return [`## ${tag}`, description, ...each].join('\n\n');
  });
  return sections.join('\n\n');
}
