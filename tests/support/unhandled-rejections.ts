/** Records the rejections that nobody handles, which would otherwise fail the test run. */
export function recordUnhandledRejections(): Disposable & { readonly list: readonly unknown[] } {
  const list: unknown[] = [];
  const listeners = process.listeners('unhandledRejection');
  const record = (reason: unknown) => void list.push(reason);
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', record);
  return {
    list,
    [Symbol.dispose]: () => {
      process.off('unhandledRejection', record);
      for (const listener of listeners) process.on('unhandledRejection', listener);
    },
  };
}
