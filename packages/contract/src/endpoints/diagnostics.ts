import { boolean } from '../codecs/boolean.ts';
import { canonicalSid } from '../codecs/canonical-sid.ts';
import { integer, maxInteger } from '../codecs/integer.ts';
import { text } from '../codecs/text.ts';
import { filter } from '../parameter.ts';
import * as property from '../property.ts';
import { endpoint } from './endpoint.ts';
import { listLimit } from './list-limit.ts';

/* What a server is doing and has done last, for the people who run it or develop against it. */

/** A timer changes the state of a conversation, a delivery is an attempt of a webhook, a job is work that a request left. */
const dueKinds = ['timer', 'delivery', 'job'] as const;

export const fetchClockDue = endpoint({
  name: 'FetchClockDue',
  tag: 'Diagnostics',
  summary: 'Fetch what the server does next by its clock: timers, webhook deliveries and jobs',
  method: 'GET',
  path: '/colloquy/v1/clock/due',
  parameters: { Limit: listLimit },
  polled: true,
  status: 200,
  reply: {
    kind: 'object',
    name: 'ClockDue',
    properties: {
      now: property.date('milliseconds'),
      test_clock: property.boolean(),
      frozen: property.boolean(),
      due: property.list(
        property.object({
          kind: property.enumOf(dueKinds),
          date_due: property.nullable(property.date('milliseconds')),
          sid: property.text(),
          action: property.text(),
          chat_service_sid: property.sidOf('IS'),
          conversation_sid: property.nullable(property.sidOf('CH')),
          target: property.nullable(property.text()),
          attempt_count: property.nullable(property.integer()),
        }),
      ),
      has_more: property.boolean(),
    },
  },
  errors: [],
});

export const fetchRequests = endpoint({
  name: 'FetchRequests',
  tag: 'Diagnostics',
  summary: 'Fetch the last requests of the account to this process, newest first',
  method: 'GET',
  path: '/colloquy/v1/requests',
  parameters: {
    Limit: listLimit,
    Failed: filter(boolean(), 'Whether to list only requests with an error, or only those without one.'),
    Operation: filter(text({ max: 100 }), 'Only requests of this operation, such as `CreateConversation`.'),
    SlowerThanMs: filter(
      integer({ min: 0, max: maxInteger }),
      'Only requests that took longer than this many milliseconds.',
    ),
    After: filter(integer({ min: 0, max: maxInteger }), 'Only requests after this position.'),
  },
  polled: true,
  status: 200,
  reply: {
    kind: 'object',
    name: 'RequestHistory',
    properties: {
      process_sid: property.sidOf('PR'),
      capacity: property.integer(),
      position: property.integer(),
      requests: property.list(
        property.object({
          position: property.integer(),
          request_id: property.nullable(property.text()),
          session_sid: property.nullable(property.sidOf('TS')),
          date: property.date('milliseconds'),
          actor: property.text(),
          identity: property.nullable(property.text()),
          method: property.text(),
          path: property.text(),
          operation: property.nullable(property.text()),
          status: property.integer(),
          milliseconds: property.number(),
          error_code: property.nullable(property.integer()),
          error_message: property.nullable(property.text()),
          idempotency: property.nullable(property.enumOf(['new', 'replayed'])),
          webhook_enabled: property.boolean(),
          parameters: property.list(
            property.object({
              in: property.enumOf(['query', 'form']),
              name: property.text(),
              value: property.nullable(property.text()),
              length: property.integer(),
              known: property.boolean(),
            }),
          ),
          parameters_cut: property.boolean(),
          ignored_parameters: property.list(property.text()),
        }),
      ),
    },
  },
  errors: [],
});

export const fetchRealtimeSessions = endpoint({
  name: 'FetchRealtimeSessions',
  tag: 'Diagnostics',
  summary: 'Fetch the real-time sessions that clients of the account have with this process, newest first',
  method: 'GET',
  path: '/colloquy/v1/realtime/sessions',
  parameters: {
    Limit: listLimit,
    Identity: filter(text({ max: 512 }), 'Only sessions of this identity.'),
    ServiceSid: filter(canonicalSid('IS'), 'Only sessions in this service.'),
  },
  polled: true,
  status: 200,
  reply: {
    kind: 'object',
    name: 'RealtimeSessions',
    properties: {
      process_sid: property.sidOf('PR'),
      count: property.integer(),
      sessions: property.list(
        property.object({
          sid: property.sidOf('TS'),
          identity: property.text(),
          chat_service_sid: property.sidOf('IS'),
          key_sid: property.text(),
          date_opened: property.date('milliseconds'),
          sdk: property.nullable(property.text()),
          platform: property.nullable(property.text()),
          user_agent: property.nullable(property.text()),
          address: property.nullable(property.text()),
          subscription_count: property.integer(),
          subscriptions: property.list(property.text()),
          unsent_bytes: property.integer(),
        }),
      ),
    },
  },
  errors: [],
});

export const fetchMetricsHistory = endpoint({
  name: 'FetchMetricsHistory',
  tag: 'Diagnostics',
  summary: 'Fetch samples of the metrics of this process, of the last hour, oldest first',
  method: 'GET',
  path: '/colloquy/v1/metrics/history',
  parameters: {
    Limit: filter(integer({ min: 1, max: 360 }), 'Only the newest samples, so many. Defaults to all, 360.'),
  },
  polled: true,
  status: 200,
  reply: {
    kind: 'object',
    name: 'MetricsHistory',
    properties: {
      process_sid: property.sidOf('PR'),
      interval_seconds: property.integer(),
      samples: property.list(
        property.object({
          date: property.date('milliseconds'),
          requests_2xx: property.number(),
          requests_3xx: property.number(),
          requests_4xx: property.number(),
          requests_5xx: property.number(),
          requests_of_account: property.number(),
          latency_p50: property.nullable(property.number()),
          latency_p95: property.nullable(property.number()),
          latency_p99: property.nullable(property.number()),
          database_read_p50: property.nullable(property.number()),
          database_read_p99: property.nullable(property.number()),
          database_write_p50: property.nullable(property.number()),
          database_write_p99: property.nullable(property.number()),
          deliveries: property.number(),
          dead_deliveries: property.number(),
          failed_attempts: property.number(),
          pending_deliveries: property.nullable(property.integer()),
          sessions: property.integer(),
          consumer_lags: property.map(property.integer()),
          scheduler_lag: property.number(),
          memory_bytes: property.integer(),
          cpu: property.number(),
          event_loop: property.number(),
        }),
      ),
    },
  },
  errors: [],
});
