import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';

/** Seconds that a link is good for. */
const linkTtlSeconds = 300;

/** Media by the SIDs that a link names it by. */
interface LinkedMedia {
  readonly serviceSid: string;
  readonly sid: string;
}

/** Makes and checks the part of temporary links after the host: who holds one needs no credentials. */
export interface TemporaryLinks {
  readonly create: (media: LinkedMedia) => string;
  /** Seconds that the link is still good for; undefined for one that is not. */
  readonly verify: (media: LinkedMedia, expires: string, signature: string) => number | undefined;
}

/** @param secret what signatures are made with; the same in all processes. */
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
      // The comparison takes one time, whatever was guessed.
      const matches = given.length === expected.length && timingSafeEqual(given, expected);
      return matches && secondsLeft > 0 ? secondsLeft : undefined;
    },
  };
}
