import type { RawRequest } from '@colloquy/client';
import { useEffect, useRef, useState } from 'react';
import { createConsoleSender } from '../../api/client.ts';
import { type ExchangeReply, exchange } from '../../reference/exchange.ts';
import { session } from '../../session/session.ts';

type State =
  | { readonly kind: 'idle' | 'sending' }
  | { readonly kind: 'reply'; readonly reply: ExchangeReply }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Sends requests with the credentials of the session, one at a time. */
export function useExchange() {
  const [state, setState] = useState<State>({ kind: 'idle' });
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const send = async (request: RawRequest) => {
    const { credentials } = session.get();
    if (credentials === undefined) return;
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    setState({ kind: 'sending' });
    try {
      for await (const reply of exchange(createConsoleSender(credentials), request, own.signal))
        if (!own.signal.aborted) setState({ kind: 'reply', reply });
    } catch (error) {
      if (!own.signal.aborted) setState({ kind: 'failed', error });
    }
  };

  /** Ends a stream; what has arrived stays. */
  const stop = () => {
    running.current?.abort();
    setState((before) =>
      before.kind === 'reply'
        ? { ...before, reply: { ...before.reply, isComplete: true } }
        : { kind: 'idle' },
    );
  };

  return { state, send, stop };
}
