import type { ErrorCode } from '../errors.ts';
import { asIs, type Codec, invalidValue } from './codec.ts';

/** The channels of addresses. An address without a prefix is a telephone number, for SMS. */
export const channels = ['sms', 'whatsapp', 'messenger', 'gbm', 'email', 'rcs', 'apple', 'chat'] as const;
export type Channel = (typeof channels)[number];

/** A plus sign and up to 15 digits (ITU E.164), or a short code. */
const telephonePattern = /^(?:\+[1-9]\d{1,14}|\d{3,8})$/;
const prefixedPattern = /^([a-z]+):([^\s]+)$/;

/** Returns the channel of an address; undefined if it is not an address. */
export function channelOf(address: string): Channel | undefined {
  if (telephonePattern.test(address)) return 'sms';
  const [, prefix, rest = ''] = prefixedPattern.exec(address) ?? [];
  const channel = channels.find((each) => each === prefix);
  return channel === 'whatsapp' && !telephonePattern.test(rest) ? undefined : channel;
}

/** An address on a channel, such as `+15550100` or `whatsapp:+15550100`. */
export const address = (errors: {
  readonly malformed: ErrorCode;
  readonly empty: ErrorCode;
}): Codec<string> => ({
  schema: { type: 'string', maxLength: 256, description: 'telephone number, or channel:address' },
  decode: (value, parameter) => {
    if (value === '') throw invalidValue(parameter, errors.empty);
    if (value.length > 256 || value.includes('\0') || channelOf(value) === undefined)
      throw invalidValue(parameter, errors.malformed);
    return value;
  },
  encode: asIs,
});
