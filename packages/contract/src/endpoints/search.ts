import { canonicalSid } from '../codecs/canonical-sid.ts';
import { date } from '../codecs/date.ts';
import { enumeration } from '../codecs/enumeration.ts';
import { integer, maxInteger } from '../codecs/integer.ts';
import { text } from '../codecs/text.ts';
import { filter, repeated } from '../parameter.ts';
import * as property from '../property.ts';
import { conversationStates } from '../resources/conversation.ts';
import { endpoint } from './endpoint.ts';
import { listLimit } from './list-limit.ts';

/** What can be found, each a resource of the API. */
export const searchKinds = ['message', 'conversation', 'participant', 'user'] as const;
export type SearchKind = (typeof searchKinds)[number];

/** The text of a search, in Unicode characters. */
const maxQueryLength = 1000;

/** A part of an excerpt, either between the words of the query or one of them. */
const part = property.object({ text: property.text(), highlighted: property.boolean() });

export const listSearchResults = endpoint({
  name: 'ListSearchResults',
  tag: 'Search',
  summary: 'Search messages, conversations, participants and users, newest first',
  method: 'GET',
  path: '/colloquy/v1/search',
  parameters: {
    Query: filter(
      text({ max: maxQueryLength }),
      'Words that an object must contain, all of them, without regard to case and accents; the last one can be the beginning of a word. Without it, the filters alone decide.',
    ),
    Kind: repeated(filter(enumeration(searchKinds), 'Only objects of these kinds.')),
    ServiceSid: filter(canonicalSid('IS'), 'Only objects of this service.'),
    ConversationSid: filter(
      canonicalSid('CH'),
      'Only this conversation, and the messages and participants in it.',
    ),
    Author: filter(
      text({ max: 256 }),
      'Only messages of this author, and the participants and users with this identity.',
    ),
    Address: filter(
      text({ max: 256 }),
      'Only participants with this address, own, proxy or projected, and messages of this author.',
    ),
    State: filter(enumeration(conversationStates), 'Only conversations in this state.'),
    StartDate: filter(
      date({ dateOnly: 'start' }),
      'Only objects created at this time or later, in whole seconds.',
    ),
    EndDate: filter(
      date({ dateOnly: 'end' }),
      'Only objects created at this time or earlier, in whole seconds.',
    ),
    Attribute: repeated(
      filter(
        text({ max: 1000 }),
        'Only objects whose attributes have a value at this path, such as `order.tags`, or this value, such as `order.id=42`. All of several must apply.',
      ),
    ),
    PageToken: filter(integer({ min: 0, max: maxInteger }), 'Where the page begins; created by the server.'),
    PageSize: listLimit,
  },
  status: 200,
  reply: {
    kind: 'page',
    name: 'SearchResultList',
    key: 'results',
    item: {
      name: 'SearchResult',
      properties: {
        kind: property.enumOf(searchKinds),
        sid: property.text(),
        chat_service_sid: property.sidOf('IS'),
        conversation_sid: property.nullable(property.sidOf('CH')),
        conversation_name: property.nullable(property.text()),
        index: property.nullable(property.integer()),
        author: property.nullable(property.text()),
        address: property.nullable(property.text()),
        state: property.nullable(property.enumOf(conversationStates)),
        date_created: property.date('milliseconds'),
        date_updated: property.date('milliseconds'),
        excerpts: property.list(property.object({ field: property.text(), parts: property.list(part) })),
      },
    },
    page: {
      meta: property.object({
        key: property.text(),
        next_page_url: property.nullable(property.url()),
        index_state: property.enumOf(['building', 'ready']),
      }),
    },
    next: ['meta', 'next_page_url'],
  },
  errors: [],
  metric: 'ListSearchResults',
});

export const listActiveConversations = endpoint({
  name: 'ListActiveConversations',
  tag: 'Search',
  summary: 'List the conversations of a service, the last active first',
  method: 'GET',
  path: '/colloquy/v1/services/{ChatServiceSid}/conversations',
  polled: true,
  parameters: {
    PageToken: filter(text({ max: 100 }), 'Where the page begins; created by the server.'),
    PageSize: listLimit,
  },
  status: 200,
  reply: {
    kind: 'page',
    name: 'ActiveConversationList',
    key: 'conversations',
    item: {
      name: 'ActiveConversation',
      properties: {
        sid: property.sidOf('CH'),
        friendly_name: property.nullable(property.text()),
        unique_name: property.nullable(property.text()),
        state: property.enumOf(conversationStates),
        date_created: property.date('milliseconds'),
        date_updated: property.date('milliseconds'),
        date_last_activity: property.date('milliseconds'),
      },
    },
    page: {
      meta: property.object({ key: property.text(), next_page_url: property.nullable(property.url()) }),
    },
    next: ['meta', 'next_page_url'],
  },
  errors: [],
});

const indexReply = {
  kind: 'object',
  name: 'SearchIndex',
  properties: {
    state: property.enumOf(['building', 'ready']),
    checked_count: property.integer(),
    date_started: property.date('milliseconds'),
    date_finished: property.nullable(property.date('milliseconds')),
  },
} as const;

export const fetchSearchIndex = endpoint({
  name: 'FetchSearchIndex',
  tag: 'Search',
  summary: 'Fetch the progress of the search index of the account',
  method: 'GET',
  path: '/colloquy/v1/search/index',
  parameters: {},
  polled: true,
  status: 200,
  reply: indexReply,
  errors: [],
});

export const rebuildSearchIndex = endpoint({
  name: 'RebuildSearchIndex',
  tag: 'Search',
  summary: 'Rebuild the search index of the account in the background, while searches go on',
  method: 'POST',
  audited: true,
  path: '/colloquy/v1/search/index/rebuild',
  parameters: {},
  status: 202,
  reply: indexReply,
  errors: [],
});
