import { boolean } from './codecs/boolean.ts';
import { header } from './parameter.ts';

/** Webhooks receive the changes of a request only if it has this header. */
export const webhookHeader = {
  'X-Twilio-Webhook-Enabled': header(boolean(), 'Whether webhooks receive this change. Defaults to false.'),
};
