const sid = (prefix: string, number: number) => `${prefix}${number.toString(16).padStart(32, '0')}`;

export const accountSid = sid('AC', 1);
const serviceSid = sid('IS', 1);
export const conversationSid = sid('CH', 1);

/** A conversation as the wire has it. */
export const conversationBody = (number = 1) => ({
  sid: sid('CH', number),
  account_sid: accountSid,
  chat_service_sid: serviceSid,
  messaging_service_sid: sid('MG', 1),
  friendly_name: null,
  unique_name: `room ${number}`,
  attributes: '{"topic": "2024-05-01T12:34:56Z"}',
  state: 'active',
  date_created: '2024-05-01T12:34:56Z',
  date_updated: '2024-05-02T00:00:00Z',
  timers: { date_inactive: '2024-05-03T00:00:00Z' },
  bindings: {},
  url: `https://conversations.twilio.com/v1/Conversations/${sid('CH', number)}`,
  links: {
    participants: 'https://conversations.twilio.com/p',
    messages: 'https://conversations.twilio.com/m',
    webhooks: 'https://conversations.twilio.com/w',
  },
});

/** A page of conversations as the wire has it. */
export const pageBody = (
  numbers: readonly number[],
  links: { readonly previous?: string; readonly next?: string } = {},
) => ({
  meta: {
    page: 0,
    page_size: 50,
    first_page_url: 'https://conversations.twilio.com/v1/Conversations?PageSize=50&Page=0',
    previous_page_url: links.previous ?? null,
    url: 'https://conversations.twilio.com/v1/Conversations?PageSize=50&Page=0',
    next_page_url: links.next ?? null,
    key: 'conversations',
  },
  conversations: numbers.map((number) => conversationBody(number)),
});
