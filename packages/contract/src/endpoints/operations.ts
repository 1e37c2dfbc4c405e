import * as property from '../property.ts';
import { endpoint } from './endpoint.ts';

const status = (name: string, ...values: readonly string[]) =>
  ({ kind: 'object', name, properties: { status: property.enumOf(values) } }) as const;

const operational = {
  method: 'GET',
  authentication: 'public',
  parameters: {},
  status: 200,
  errors: [],
} as const;

export const fetchHealth = endpoint({
  ...operational,
  name: 'FetchHealth',
  tag: 'Operations',
  summary: 'Check whether the process runs',
  path: '/healthz',
  polled: true,
  reply: status('Health', 'ok'),
});

export const fetchReadiness = endpoint({
  ...operational,
  name: 'FetchReadiness',
  tag: 'Operations',
  summary: 'Check whether the process can serve requests',
  path: '/readyz',
  polled: true,
  reply: status('Readiness', 'ready', 'not ready'),
  otherReplies: { 503: { description: 'Send requests to another server.', body: 'reply' } },
});

export const fetchMetrics = endpoint({
  ...operational,
  name: 'FetchMetrics',
  tag: 'Operations',
  summary: 'Fetch the metrics in the text format of Prometheus',
  path: '/metrics',
  polled: true,
  reply: { kind: 'text', type: 'text/plain' },
});

export const fetchOpenApi = endpoint({
  ...operational,
  name: 'FetchOpenApi',
  tag: 'Operations',
  summary: 'Fetch the OpenAPI document of the server',
  path: '/openapi.json',
  reply: {
    kind: 'object',
    name: 'OpenApi',
    properties: {
      openapi: property.text(),
      info: property.json(),
      servers: property.json(),
      security: property.json(),
      paths: property.json(),
      components: property.json(),
    },
  },
});
