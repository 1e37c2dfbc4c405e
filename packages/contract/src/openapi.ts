import { api } from './api.ts';
import { canUseIfNoneMatch, conditionalErrors, conditionalHeaders } from './conditional-requests.ts';
import { type ErrorCode, errors } from './errors.ts';
import type { JsonSchema } from './json-schema.ts';
import type { Operation } from './operation.ts';
import type { AnyParameter } from './parameter.ts';
import type { Properties, Property } from './property.ts';
import { listKeyOf, type Resource } from './resource.ts';
import { objectName, type Route, routesOf } from './routes.ts';

/** An OpenAPI 3.1 document. */
export interface OpenApi {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly components: {
    readonly securitySchemes: object;
    readonly schemas: Readonly<Record<string, JsonSchema>>;
  };
}

/** Error codes that every operation can return. */
const commonErrorCodes: readonly ErrorCode[] = [20001, 20003, 20404, 20413, 20429, 20500, 20503];

/** Derives the OpenAPI document of the whole API. @param baseUrl URL of the server. */
export function openApi(baseUrl: string, version: string): OpenApi {
  const paths: Record<string, Record<string, object>> = {};
  const resources = Object.values<Resource>(api);
  for (const route of resources.flatMap((resource) => routesOf(resource))) {
    const path = paths[route.path] ?? {};
    paths[route.path] = { ...path, [route.method.toLowerCase()]: operationObject(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Colloquy',
      version,
      description: 'A self-hosted server for the Twilio Conversations v1 API. Not affiliated with Twilio.',
    },
    servers: [{ url: baseUrl }],
    security: [{ basic: [] }],
    paths,
    components: {
      securitySchemes: { basic: { type: 'http', scheme: 'basic' } },
      schemas: {
        ...Object.fromEntries(resources.map((each) => [objectName(each), objectSchema(each.properties)])),
        ...Object.fromEntries(
          resources
            .filter(({ operations }) => operations.list !== undefined)
            .map((each) => [`${objectName(each)}List`, listSchema(each)]),
        ),
        Error: errorSchema,
      },
    },
  };
}

function operationObject(route: Route): object {
  const { resource, operation } = route;
  const reply = {
    description: operation.summary,
    ...(operation.action !== 'delete' && {
      content: {
        'application/json': {
          schema: {
            $ref: `#/components/schemas/${objectName(resource)}${operation.action === 'list' ? 'List' : ''}`,
          },
        },
      },
    }),
  };
  const parameterEntries = Object.entries(operation.parameters);
  const fields = parameterEntries.filter(([, parameter]) => parameter.in === 'form');
  return {
    operationId: route.name,
    summary: operation.summary,
    tags: [objectName(resource)],
    parameters: [
      ...[...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
        name,
        in: 'path',
        required: true,
        schema: { type: 'string' },
      })),
      ...parameterEntries
        .filter(([, parameter]) => parameter.in !== 'form')
        .map(([name, parameter]) => ({
          name,
          in: parameter.in,
          ...describeParameter(parameter),
        })),
      ...conditionalHeaders(route).map((header) => ({
        ...header,
        in: 'header',
        required: false,
        schema: { type: 'string' },
      })),
    ],
    ...(fields.length > 0 && { requestBody: requestBody(fields) }),
    responses: {
      [route.status]: reply,
      ...(route.accepted !== undefined && { [route.accepted]: reply }),
      ...(canUseIfNoneMatch(route) && {
        304: { description: 'The object has an ETag that the client already has.' },
      }),
      ...errorResponses([
        ...[...codesOf(operation)].map((code) => ({ code, ...errors[code] })),
        ...conditionalErrors(route),
      ]),
    },
  };
}

/** All error codes that an operation can return, apart from those of its conditional headers. */
const codesOf = ({ errors: operationErrors, preAction }: Operation): Set<ErrorCode> =>
  new Set([...commonErrorCodes, ...operationErrors, ...(preAction === undefined ? [] : [50056 as const])]);

const describeParameter = (parameter: AnyParameter) => ({
  description: parameter.description,
  required: parameter.required,
  schema: valueSchema(parameter),
});

const valueSchema = ({ codec, repeated }: AnyParameter): JsonSchema =>
  repeated ? { type: 'array', items: codec.schema } : codec.schema;

const requestBody = (fields: readonly (readonly [string, AnyParameter])[]) => ({
  content: {
    'application/x-www-form-urlencoded': {
      schema: {
        type: 'object',
        properties: Object.fromEntries(
          fields.map(([name, field]) => [name, { ...valueSchema(field), description: field.description }]),
        ),
        required: fields.filter(([, field]) => field.required).map(([name]) => name),
      },
    },
  },
});

interface ErrorReply {
  readonly code: ErrorCode;
  readonly status: number;
  readonly message: string;
}

/** One response for each status, with its error codes in the description. */
function errorResponses(replies: readonly ErrorReply[]): Record<string, object> {
  const byStatus = Map.groupBy(replies, ({ status }) => status);
  return Object.fromEntries(
    [...byStatus].map(([status, each]) => [
      status,
      {
        description: each.map(({ code, message }) => `${code}: ${message.replace('{}', '…')}`).join('; '),
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    ]),
  );
}

function objectSchema(properties: Properties): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, propertySchema(property)]),
    ),
    required: Object.keys(properties).filter(
      (name) => !properties[name]?.optional && !properties[name]?.serviceScopedOnly,
    ),
    additionalProperties: false,
  };
}

function propertySchema(property: Property): JsonSchema {
  const schema = plainSchema(property);
  return property.nullable ? { anyOf: [schema, { type: 'null' }] } : schema;
}

function plainSchema(property: Property): JsonSchema {
  switch (property.type) {
    case 'sid':
      return { type: 'string', pattern: `^${property.prefix}[0-9a-fA-F]{32}$` };
    case 'text':
      return { type: 'string' };
    case 'date':
      return { type: 'string', format: 'date-time', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$' };
    case 'enum':
      return { type: 'string', enum: property.values };
    case 'integer':
    case 'boolean':
      return { type: property.type };
    case 'list':
      return { type: 'array', items: propertySchema(property.of) };
    case 'url':
      return { type: 'string', format: 'uri' };
    case 'object':
      return objectSchema(property.properties);
    case 'links': {
      const keys = Object.keys(property.links);
      return {
        type: 'object',
        properties: Object.fromEntries(keys.map((key) => [key, { type: 'string', format: 'uri' }])),
        required: keys,
        additionalProperties: false,
      };
    }
  }
}

function listSchema(resource: Resource): JsonSchema {
  const key = listKeyOf(resource);
  return {
    type: 'object',
    properties: {
      meta: {
        type: 'object',
        properties: {
          page: { type: 'integer' },
          page_size: { type: 'integer' },
          first_page_url: { type: 'string', format: 'uri' },
          previous_page_url: { type: ['string', 'null'], format: 'uri' },
          url: { type: 'string', format: 'uri' },
          next_page_url: { type: ['string', 'null'], format: 'uri' },
          key: { type: 'string', enum: [key] },
        },
        required: ['page', 'page_size', 'first_page_url', 'previous_page_url', 'url', 'next_page_url', 'key'],
        additionalProperties: false,
      },
      [key]: { type: 'array', items: { $ref: `#/components/schemas/${objectName(resource)}` } },
    },
    required: ['meta', key],
    additionalProperties: false,
  };
}

const errorSchema: JsonSchema = {
  type: 'object',
  properties: {
    code: { type: 'integer' },
    detail: { type: 'string' },
    message: { type: 'string' },
    more_info: { type: 'string', format: 'uri' },
    status: { type: 'integer' },
  },
  required: ['code', 'message', 'more_info', 'status'],
};
