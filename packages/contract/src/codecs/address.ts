import type { ErrorCode } from '../errors.ts';
import { asIs, type Codec, invalidValue } from './codec.ts';

/**
 * The channels of addresses. Most write their name before the address, as `whatsapp:` does. Telephone numbers for SMS,
 * e-mail addresses and the URNs of Apple have no such prefix.
 */
export const channels = ['sms', 'whatsapp', 'messenger', 'gbm', 'email', 'rcs', 'apple', 'chat'] as const;
export type Channel = (typeof channels)[number];

/** A plus sign and up to 15 digits (ITU E.164), or a short code. */
const telephonePattern = /^(?:\+[1-9]\d{1,14}|\d{3,8})$/;
const emailPattern = /^[^\s@:]+@[^\s@:]+$/;
const applePattern = /^urn:mbid:[^\s]+$/;
const prefixedPattern = /^([a-z]+):([^\s]+)$/;
const prefixedChannels = [
  'whatsapp',
  'messenger',
  'gbm',
  'rcs',
  'chat',
] as const satisfies readonly Channel[];

/** Returns the channel of an address; undefined if it is not an address. */
export function channelOf(address: string): Channel | undefined {
  if (telephonePattern.test(address)) return 'sms';
  if (emailPattern.test(address)) return 'email';
  if (applePattern.test(address)) return 'apple';
  const [, prefix, rest = ''] = prefixedPattern.exec(address) ?? [];
  const channel = prefixedChannels.find((each) => each === prefix);
  return channel === 'whatsapp' && !telephonePattern.test(rest) ? undefined : channel;
}

/**
 * What equal addresses have in common. E-mail systems ignore the case of the domain and, in practice, that of the name
 * before it. Addresses of other channels are compared as they are.
 */
export const addressKey = (address: string): string =>
  emailPattern.test(address) ? address.toLowerCase() : address;

const schema = {
  type: 'string',
  maxLength: 256,
  description:
    'a telephone number such as +15550100, channel:address such as whatsapp:+15550100, an e-mail address, or urn:mbid:id',
};

/** An address on a channel, such as `+15550100`, `whatsapp:+15550100` or `ann@example.com`. */
export const address = (errors: {
  readonly malformed: ErrorCode;
  readonly empty: ErrorCode;
}): Codec<string> => ({
  schema,
  decode: (value, parameter) => {
    if (value === '') throw invalidValue(schema, parameter, value, { code: errors.empty });
    if (value.length > 256 || value.includes('\0') || channelOf(value) === undefined)
      throw invalidValue(schema, parameter, value, { code: errors.malformed });
    return value;
  },
  encode: asIs,
});
