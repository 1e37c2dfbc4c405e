import { boolean } from '../codecs/boolean.ts';
import { canonicalSid } from '../codecs/canonical-sid.ts';
import { enumeration } from '../codecs/enumeration.ts';
import { clampedInteger, integer, maxInteger } from '../codecs/integer.ts';
import { refused } from '../codecs/refused.ts';
import { text } from '../codecs/text.ts';
import { url } from '../codecs/url.ts';
import { postActionEvents, preActionEvents } from '../events/webhook-events.ts';
import { maxPageSize } from '../operation.ts';
import { field, filter, requiredField } from '../parameter.ts';
import * as property from '../property.ts';
import { endpoint } from './endpoint.ts';
import { listLimit } from './list-limit.ts';

/**
 * A delivery to a target that the server cannot reach, such as a Studio flow, is `unsupported`; a request before a
 * change, which is not sent again, is `pre_action`.
 */
const deliveryStates = ['pending', 'delivered', 'dead', 'unsupported', 'pre_action'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Deliveries are of events that have happened, and of the requests before them. */
const deliveryEvents = [...postActionEvents, ...preActionEvents];

const position = integer({ min: 0, max: maxInteger });
const states = enumeration(deliveryStates);
const conversationSid = canonicalSid('CH');
const serviceSid = canonicalSid('IS');
const targetSid = canonicalSid('AC', 'IS', 'WH');

const paging = {
  PageToken: filter(position, 'Where the page begins; created by the server.'),
  PageSize: filter(clampedInteger({ min: 0, max: maxPageSize }), 'Maximum number of objects on a page.'),
};

const page = { key: property.text(), next_page_url: property.nullable(property.url()) };

const delivery = {
  sid: property.sidOf('WD'),
  account_sid: property.sidOf('AC'),
  chat_service_sid: property.sidOf('IS'),
  conversation_sid: property.nullable(property.sidOf('CH')),
  event_name: property.enumOf(deliveryEvents),
  event_position: property.integer(),
  target: property.text(),
  url: property.nullable(property.text()),
  method: property.text(),
  state: property.enumOf(deliveryStates),
  attempt_count: property.integer(),
  date_created: property.date('milliseconds'),
  date_updated: property.date('milliseconds'),
};

/** How the last attempt has ended. */
const lastAttempt = property.nullable(
  property.object({
    date: property.date('milliseconds'),
    milliseconds: property.integer(),
    status: property.nullable(property.integer()),
    error: property.nullable(property.text()),
  }),
);

const webhookDelivery = { name: 'WebhookDelivery', properties: delivery } as const;

export const listWebhookDeliveries = endpoint({
  name: 'ListWebhookDeliveries',
  tag: 'Webhook',
  summary: 'List the deliveries of webhooks, newest first',
  method: 'GET',
  path: '/colloquy/v1/webhooks/deliveries',
  polled: true,
  parameters: {
    State: filter(states, 'Only deliveries in this state.'),
    EventName: filter(enumeration(deliveryEvents), 'Only deliveries of this event.'),
    ConversationSid: filter(conversationSid, 'Only deliveries of events of this conversation.'),
    ServiceSid: filter(serviceSid, 'Only deliveries of events of this service.'),
    Target: filter(targetSid, 'Only deliveries to the webhook of this account, service or conversation.'),
    ...paging,
  },
  status: 200,
  reply: {
    kind: 'page',
    name: 'WebhookDeliveryList',
    key: 'deliveries',
    item: { name: 'ListedWebhookDelivery', properties: { ...delivery, last_attempt: lastAttempt } },
    page: { meta: property.object(page) },
    next: ['meta', 'next_page_url'],
  },
  errors: [],
});

export const fetchWebhookDelivery = endpoint({
  name: 'FetchWebhookDelivery',
  tag: 'Webhook',
  summary: 'Fetch a delivery with its parameters and its attempts',
  method: 'GET',
  path: '/colloquy/v1/webhooks/deliveries/{Sid}',
  parameters: {},
  status: 200,
  reply: {
    kind: 'object',
    name: 'WebhookDeliveryDetails',
    properties: {
      ...delivery,
      parameters: property.map(property.text()),
      attempts: property.list(
        property.object({
          number: property.integer(),
          retry_count: property.integer(),
          date: property.date('milliseconds'),
          url: property.nullable(property.text()),
          method: property.nullable(property.text()),
          milliseconds: property.integer(),
          status: property.nullable(property.integer()),
          error: property.nullable(property.text()),
          body: property.nullable(property.text()),
        }),
      ),
    },
  },
  errors: [],
});

export const replayWebhookDelivery = endpoint({
  name: 'ReplayWebhookDelivery',
  tag: 'Webhook',
  summary: 'Replay a delivery; a pending one stays as it is',
  method: 'POST',
  audited: true,
  path: '/colloquy/v1/webhooks/deliveries/{Sid}/replay',
  parameters: {
    Url: field(url({ max: 2048 }), 'URL to send it to. Defaults to the current URL of its target.', {
      empty: 'absent',
    }),
  },
  status: 202,
  reply: { kind: 'object', ...webhookDelivery },
  errors: [],
  canUseIdempotencyKey: true,
});

export const replayWebhookDeliveries = endpoint({
  name: 'ReplayWebhookDeliveries',
  tag: 'Webhook',
  summary: 'Replay the deliveries that match the filters, oldest first, a maximum of 500 at a time',
  method: 'POST',
  audited: true,
  path: '/colloquy/v1/webhooks/deliveries/replay',
  parameters: {
    State: requiredField(states, 'Only deliveries in this state.'),
    EventName: field(enumeration(deliveryEvents), 'Only deliveries of this event.', { empty: 'absent' }),
    ConversationSid: field(conversationSid, 'Only deliveries of events of this conversation.', {
      empty: 'absent',
    }),
    ServiceSid: field(serviceSid, 'Only deliveries of events of this service.', { empty: 'absent' }),
    Target: field(targetSid, 'Only deliveries to the webhook of this account, service or conversation.', {
      empty: 'absent',
    }),
    PageToken: field(position, 'Where to continue: the `next_page_token` of the previous reply.', {
      empty: 'absent',
    }),
  },
  status: 202,
  reply: {
    kind: 'object',
    name: 'WebhookReplay',
    properties: { replayed: property.integer(), next_page_token: property.nullable(property.text()) },
  },
  errors: [],
});

export const triggerWebhook = endpoint({
  name: 'TriggerWebhook',
  tag: 'Webhook',
  summary: 'Send the newest event with this name to the webhooks that want it, as if it had just happened',
  method: 'POST',
  audited: true,
  path: '/colloquy/v1/webhooks/trigger',
  parameters: {
    EventType: requiredField(enumeration(postActionEvents), 'Name of the event.'),
    ConversationSid: requiredField(conversationSid, 'The conversation that it happened in.'),
    MessageSid: field(canonicalSid('IM'), 'The message that it happened to.', { empty: 'absent' }),
  },
  status: 202,
  reply: {
    kind: 'object',
    name: 'WebhookTrigger',
    properties: {
      event_name: property.enumOf(postActionEvents),
      deliveries: property.list(property.object(delivery)),
    },
  },
  errors: [],
  canUseIdempotencyKey: true,
});

export const listWebhookEvents = endpoint({
  name: 'ListWebhookEvents',
  tag: 'Webhook',
  summary: 'List the events that webhooks can be notified of: newest first, or oldest first after a position',
  method: 'GET',
  path: '/colloquy/v1/webhooks/events',
  polled: true,
  parameters: {
    State: filter(refused(), 'Not accepted here: it filters only deliveries.'),
    EventName: filter(enumeration(postActionEvents), 'Only this event.'),
    ConversationSid: filter(conversationSid, 'Only events of this conversation.'),
    ServiceSid: filter(serviceSid, 'Only events of this service.'),
    Target: filter(refused(), 'Not accepted here: it filters only deliveries.'),
    Silent: filter(boolean(), 'Whether to list only events that are sent to no webhook.'),
    After: filter(position, 'Position after which the events begin, oldest first.'),
    ...paging,
  },
  status: 200,
  reply: {
    kind: 'page',
    name: 'WebhookEventList',
    key: 'events',
    item: {
      name: 'WebhookEvent',
      properties: {
        position: property.integer(),
        event_name: property.enumOf(postActionEvents),
        account_sid: property.sidOf('AC'),
        chat_service_sid: property.sidOf('IS'),
        conversation_sid: property.nullable(property.sidOf('CH')),
        source: property.text(),
        date_created: property.date('milliseconds'),
        webhook_enabled: property.boolean(),
        wanted_by: property.list(property.text()),
        not_wanted_by: property.list(
          property.object({
            target: property.text(),
            reason: property.enumOf(['filters', 'no_url', 'keywords', 'older_than_webhook']),
          }),
        ),
        silent: property.nullable(property.text()),
        parameters: property.map(property.text()),
      },
    },
    page: { meta: property.object({ ...page, position: property.integer() }) },
    next: ['meta', 'next_page_url'],
  },
  errors: [],
});

export const listWebhookLanes = endpoint({
  name: 'ListWebhookLanes',
  tag: 'Webhook',
  summary: 'List the lanes in which deliveries wait, and why they wait',
  method: 'GET',
  path: '/colloquy/v1/webhooks/lanes',
  polled: true,
  parameters: {
    PageToken: filter(text({ max: 4000 }), 'Where the page begins; created by the server.'),
    PageSize: listLimit,
  },
  status: 200,
  reply: {
    kind: 'page',
    name: 'WebhookLaneList',
    key: 'lanes',
    item: {
      name: 'WebhookLane',
      properties: {
        target: property.text(),
        ordering_key: property.text(),
        replay: property.boolean(),
        origin: property.text(),
        status: property.enumOf(['in_progress', 'paused', 'retry', 'due']),
        waiting_count: property.integer(),
        attempt_count: property.integer(),
        date_next_attempt: property.date('milliseconds'),
        paused_until: property.nullable(property.date('milliseconds')),
        delivery_sid: property.nullable(property.sidOf('WD')),
        event_name: property.nullable(property.enumOf(deliveryEvents)),
        last_attempt: lastAttempt,
      },
    },
    page: { meta: property.object(page) },
    next: ['meta', 'next_page_url'],
  },
  errors: [],
});
