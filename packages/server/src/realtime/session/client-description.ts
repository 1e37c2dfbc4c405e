import { toPrintable } from '@colloquy/contract';
import type { TwilsockFrame } from '../codec/twilsock-frame.ts';

/** The other end of a socket: a client, or a proxy in front of it. */
export interface Peer {
  readonly address: string | undefined;
  /** Printable and short. */
  readonly userAgent: string | undefined;
}

/** What a client says about itself; texts are printable and short, because the server holds them for each session. */
export interface ClientDescription {
  /** Name and version of its library, such as `JS 3.0.1`; undefined if it does not say. */
  readonly sdk: string | undefined;
  /** What it runs in, such as `Chrome 156.0, Linux`; undefined if it does not say. */
  readonly platform: string | undefined;
}

/** Stands for a client that has not said anything yet. */
export const unknownClient: ClientDescription = { sdk: undefined, platform: undefined };

/** Reads the metadata of an `init` frame, which clients send for statistics and may leave out. */
export function describeClient({ header }: Pick<TwilsockFrame, 'header'>): ClientDescription {
  const { metadata } = header;
  if (typeof metadata !== 'object' || metadata === null) return unknownClient;
  const texts = new Map(Object.entries(metadata));
  const join = (...names: readonly string[]): string =>
    names
      .map((name) => texts.get(name))
      .filter((text) => typeof text === 'string' && text !== '' && text !== 'unknown')
      .join(' ');
  const platform = [join('env', 'envv'), join('os', 'osv')].filter((part) => part !== '').join(', ');
  return { sdk: shorten(join('sdk', 'sdkv')), platform: shorten(platform) };
}

const shorten = (text: string): string | undefined => (text === '' ? undefined : toPrintable(text));
