import type { Channel } from '../codecs/address.ts';

/** What caused an event: a REST request, a client SDK, a timer, an import, or a message on a channel such as SMS. */
export type EventSource = 'API' | 'SDK' | 'TIMER' | 'IMPORT' | Uppercase<Channel>;
