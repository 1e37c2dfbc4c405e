/** Sockets to one server, and what they have received. */

import { NotificationReader } from './notification-reader.ts';
import { PlainClient } from './plain-client.ts';
import { type ClientSpec, TwilsockClient, type TypingListener } from './twilsock-client.ts';

export interface SocketGroup {
  readonly reader: NotificationReader;
  readonly clients: readonly (TwilsockClient | PlainClient)[];
  /** When each socket has received a message, by the message. */
  readonly arrivals: Map<string, number[]>;
  deliveries: number;
  lastDelivery: number;
  /** Called for each socket that has received that a user is typing. */
  onTyping: TypingListener;
}

/** @param specs a number for plain sockets. */
export function createGroup(specs: readonly ClientSpec[] | number): SocketGroup {
  const reader = new NotificationReader();
  const arrivals: SocketGroup['arrivals'] = new Map();
  const onMessages = (sids: readonly string[]): void => {
    const now = performance.now();
    group.deliveries += sids.length;
    group.lastDelivery = now;
    for (const sid of sids) {
      const times = arrivals.get(sid);
      if (times === undefined) arrivals.set(sid, [now]);
      else times.push(now);
    }
  };
  const group: SocketGroup = {
    reader,
    clients:
      typeof specs === 'number'
        ? Array.from({ length: specs }, () => new PlainClient(onMessages))
        : specs.map(
            (spec) => new TwilsockClient(spec, reader, onMessages, (identity) => group.onTyping(identity)),
          ),
    arrivals,
    deliveries: 0,
    lastDelivery: 0,
    onTyping: () => {},
  };
  return group;
}
