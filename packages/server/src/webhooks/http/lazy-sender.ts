import type { Sender, SenderOptions } from './sender.ts';

/** A sender that is made with its first request: loading the HTTP client would be a fifth of the server's start. */
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
