/**
 * Identifies the origin of a URL for an account. Lanes of different accounts never share capacity, also where they have
 * the same target, so that none can use up the capacity of another.
 */
export const formatOriginKey = (accountSid: string, url: string): string =>
  `${accountSid} ${new URL(url).origin}`;

/** The account of an origin key. */
export const accountOfOrigin = (originKey: string): string => originKey.split(' ', 1)[0] ?? '';

/** The first text that can be an origin key of an account, and the first one after all of them. */
export const originRange = (accountSid: string) => ({
  origin_from: `${accountSid} `,
  // The character after the space.
  origin_to: `${accountSid}!`,
});
