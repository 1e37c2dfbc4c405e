/** The flags that name a source and its limits. */
export const sourceFlags = {
  'source-account-sid': ['AC...', 'The account of the source; also TWILIO_ACCOUNT_SID.'],
  'source-auth-token': ['TOKEN', 'Its auth token; also TWILIO_AUTH_TOKEN.'],
  'source-api-key': ['SK...', 'An API key in place of the token; also TWILIO_API_KEY.'],
  'source-api-secret': ['SECRET', 'The secret of the API key; also TWILIO_API_SECRET.'],
  'source-url': ['URL', 'The server. Default: the hosted API.'],
  concurrency: ['NUMBER', 'Requests at a time. Default: 8.'],
  rate: ['NUMBER', 'Requests that start in a second. Default: 50.'],
} as const;
