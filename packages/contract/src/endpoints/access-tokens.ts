import { canonicalSid } from '../codecs/canonical-sid.ts';
import { identity } from '../codecs/identity.ts';
import { integer } from '../codecs/integer.ts';
import { field, requiredField } from '../parameter.ts';
import * as property from '../property.ts';
import { endpoint } from './endpoint.ts';

/** The API's limit for the lifetime of a token. */
export const maxTokenLifetimeSeconds = 86_400;

export const defaultTokenLifetimeSeconds = 3600;

/** Signs a token as the official server libraries do, for developers who have no back end yet. */
export const createToken = endpoint({
  name: 'CreateToken',
  tag: 'Token',
  summary: 'Create an access token for a user',
  method: 'POST',
  audited: true,
  path: '/colloquy/v1/Tokens',
  parameters: {
    Identity: requiredField(identity(), 'Identity of the user, who does not have to exist yet.'),
    ServiceSid: field(
      canonicalSid('IS'),
      "The conversation service of the chat grant. Defaults to the account's default service.",
      { empty: 'absent' },
    ),
    Ttl: field(
      integer({ min: 1, max: maxTokenLifetimeSeconds }),
      `Lifetime in seconds. Defaults to ${defaultTokenLifetimeSeconds}.`,
      { empty: 'absent' },
    ),
  },
  status: 201,
  reply: {
    kind: 'object',
    name: 'Token',
    properties: {
      token: property.text(),
      identity: property.text(),
      service_sid: property.sidOf('IS'),
      date_expires: property.date(),
    },
  },
  errors: [50203, 50206, 50207],
});
