import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';

/** How long a link is valid. */
const linkTtlSeconds = 300;

/** The SIDs in a link. */
interface LinkedMedia {
  readonly serviceSid: string;
  readonly sid: string;
}

/** Creates and verifies temporary links, from the path on. A request with a valid link needs no credentials. */
export interface TemporaryLinks {
  readonly create: (media: LinkedMedia) => string;
  /** The number of seconds until the link expires; undefined for an invalid or expired link. */
  readonly verify: (media: LinkedMedia, expires: string, signature: string) => number | undefined;
}

/** @param secret the key of the signatures; the same in all processes. */
export function createTemporaryLinks(secret: string, clock: Clock): TemporaryLinks {
  const sign = ({ serviceSid, sid }: LinkedMedia, expires: string): Buffer =>
    createHmac('sha256', secret).update(`${serviceSid}/${sid}/${expires}`).digest();
  return {
    create: (media) => {
      const expires = String(Math.floor(clock.now() / 1000) + linkTtlSeconds);
      const signature = sign(media, expires).toString('base64url');
      return `/media/${media.serviceSid}/${media.sid}?expires=${expires}&signature=${signature}`;
    },
    verify: (media, expires, signature) => {
      const secondsLeft = Number(expires) - clock.now() / 1000;
      const given = Buffer.from(signature, 'base64url');
      const expected = sign(media, expires);
      // The time of the comparison does not depend on the signature.
      const matches = given.length === expected.length && timingSafeEqual(given, expected);
      return matches && secondsLeft > 0 ? secondsLeft : undefined;
    },
  };
}
