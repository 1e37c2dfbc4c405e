/** The flags that name a source and its limits. */
export const sourceFlags = {
  'source-account-sid': ['AC...', 'The account of the source; also TWILIO_ACCOUNT_SID.'],
  'source-auth-token': ['TOKEN', 'Its auth token; also TWILIO_AUTH_TOKEN.'],
  'source-api-key': ['SK...', 'An API key in place of the token; also TWILIO_API_KEY.'],
  'source-api-secret': ['SECRET', 'The secret of the API key; also TWILIO_API_SECRET.'],
  'source-url': ['URL', 'The server. Default: the hosted API.'],
  'private-media': ['', 'Follow redirects of media to private addresses, such as a bucket in your network.'],
  concurrency: ['NUMBER', 'Requests at a time. Default: 8.'],
  rate: ['NUMBER', 'Requests that start in a second. Default: 50.'],
} as const;

/** The flags of an import that goes on. */
export const mirrorFlags = {
  mirror: ['', 'Keep following the source until a signal.'],
  interval: ['DURATION', 'Time between two walks of the source with --mirror. Default: PT5M.'],
  'webhook-port': [
    'PORT',
    'Receive post-action webhooks of the source at this port of HOST, to follow at once.',
  ],
  'webhook-url': ['URL', 'The URL under which the source reaches that port.'],
} as const;
