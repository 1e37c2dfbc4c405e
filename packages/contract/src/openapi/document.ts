import { api } from '../api.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { endpoints as allEndpoints } from '../endpoints/index.ts';
import { exampleListOf, exampleObjectOf } from '../examples/example-reply.ts';
import { exampleBaseUrl } from '../examples/example-values.ts';
import type { JsonSchema } from '../json-schema.ts';
import type { Resource } from '../resource.ts';
import { objectName, routesOf } from '../routes.ts';
import { endpointObject, endpointSchemas } from './endpoint-object.ts';
import { errorSchema } from './error-responses.ts';
import { operationObject } from './operation-object.ts';
import { listSchema, objectSchema } from './reply-schemas.ts';

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

/**
 * Derives the OpenAPI document of every path of the server.
 *
 * @param baseUrl URL of the server.
 * @param endpoints the endpoints that the server has mounted; all unless given.
 */
export function openApi(
  baseUrl: string,
  version: string,
  endpoints: readonly Endpoint[] = allEndpoints,
): OpenApi {
  const resources = Object.values<Resource>(api);
  const operations = [
    ...resources.flatMap((resource) =>
      routesOf(resource).map((route) => [route, operationObject(route)] as const),
    ),
    ...endpoints.map((endpoint) => [endpoint, endpointObject(endpoint)] as const),
  ];
  const paths: Record<string, Record<string, object>> = {};
  for (const [{ path, method }, operation] of operations)
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
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
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic' },
        token: { type: 'apiKey', in: 'header', name: 'X-Twilio-Token' },
      },
      schemas: {
        ...Object.fromEntries(
          resources.map((each) => [
            objectName(each),
            { ...objectSchema(each.properties), examples: [exampleObjectOf(each, exampleBaseUrl)] },
          ]),
        ),
        ...Object.fromEntries(
          resources
            .filter(({ operations }) => operations.list !== undefined)
            .map((each) => [
              `${objectName(each)}List`,
              { ...listSchema(each), examples: [exampleListOf(each, exampleBaseUrl)] },
            ]),
        ),
        ...Object.assign({}, ...endpoints.map(endpointSchemas)),
        Error: errorSchema,
      },
    },
  };
}
