import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';

/** Seconds that a link is good for. */
export const linkLife = 300;

/** Media by the SIDs that a link names it by. */
export interface Linked {
  readonly serviceSid: string;
  readonly sid: string;
}

/** Makes and checks the part of temporary links after the host: who holds one needs no credentials. */
export interface Links {
  readonly make: (media: Linked) => string;
  /** Seconds that the link is still good for; undefined for one that is not. */
  readonly check: (media: Linked, expires: string, signature: string) => number | undefined;
}

/** @param secret what signatures are made with; the same in all processes. */
export function temporaryLinks(secret: string, clock: Clock): Links {
  const sign = ({ serviceSid, sid }: Linked, expires: string): Buffer =>
    createHmac('sha256', secret).update(`${serviceSid}/${sid}/${expires}`).digest();
  return {
    make: (media) => {
      const expires = String(Math.floor(clock.now() / 1000) + linkLife);
      const signature = sign(media, expires).toString('base64url');
      return `/media/${media.serviceSid}/${media.sid}?expires=${expires}&signature=${signature}`;
    },
    check: (media, expires, signature) => {
      const left = Number(expires) - clock.now() / 1000;
      const given = Buffer.from(signature, 'base64url');
      const right = sign(media, expires);
      // The comparison takes one time, whatever was guessed.
      const genuine = given.length === right.length && timingSafeEqual(given, right);
      return genuine && left > 0 ? left : undefined;
    },
  };
}
