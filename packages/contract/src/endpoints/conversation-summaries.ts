import { canonicalSid } from '../codecs/canonical-sid.ts';
import { filter, repeated } from '../parameter.ts';
import * as property from '../property.ts';
import { endpoint } from './endpoint.ts';

/** Each conversation takes a few reads. */
export const maxSummaries = 100;

export const fetchConversationSummaries = endpoint({
  name: 'FetchConversationSummaries',
  tag: 'Diagnostics',
  summary: 'Fetch what a list shows of each conversation: its first participants and its last message',
  method: 'GET',
  path: '/colloquy/v1/services/{ChatServiceSid}/conversation-summaries',
  parameters: {
    ConversationSid: repeated(
      filter(
        canonicalSid('CH'),
        `A conversation of the service; can be repeated up to ${maxSummaries} times.`,
      ),
    ),
  },
  polled: true,
  status: 200,
  reply: {
    kind: 'object',
    name: 'ConversationSummaries',
    properties: {
      summaries: property.list(
        property.object({
          sid: property.sidOf('CH'),
          participant_count: property.integer(),
          participant_names: property.list(property.text()),
          date_last_message: property.nullable(property.date('milliseconds')),
        }),
      ),
    },
  },
  errors: [],
});
