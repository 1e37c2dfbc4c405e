import type { Sender, SenderOptions } from './sender.ts';

/**
 * Creates a sender that loads the HTTP client with its first request. Loading it takes about 180 ms of CPU time, and the
 * start of the server without it 550 ms.
 */
export function createLazySender(options: SenderOptions): Pick<Sender, 'send' | 'close'> {
  let loading: Promise<Sender> | undefined;
  const loadSender = () => {
    loading ??= import('./sender.ts').then(({ Sender }) => new Sender(options));
    return loading;
  };
  return {
    send: async (request, timeouts) => (await loadSender()).send(request, timeouts),
    close: async () => (await loading)?.close(),
  };
}
