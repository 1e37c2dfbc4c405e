/**
 * Expands items into parts, several items at a time. The parts of an item come in order; those of different items come as
 * they are ready. No more is read ahead than one part of each.
 */
export async function* expandConcurrently<Item, Part>(
  items: AsyncIterable<Item>,
  maxConcurrent: number,
  expand: (item: Item) => AsyncIterator<Part>,
): AsyncGenerator<Part> {
  const source = items[Symbol.asyncIterator]();
  const running = new Map<AsyncIterator<Part>, Promise<Advanced<Part>>>();
  let isExhausted = false;
  const advance = (iterator: AsyncIterator<Part>) => {
    const next = iterator.next().then((result) => ({ iterator, result }));
    // Its error is thrown when it is awaited, which another error may prevent.
    next.catch(() => {});
    running.set(iterator, next);
  };
  while (true) {
    while (!isExhausted && running.size < maxConcurrent) {
      const next = await source.next();
      if (next.done) isExhausted = true;
      else advance(expand(next.value));
    }
    if (running.size === 0) return;
    const { iterator, result } = await Promise.race(running.values());
    running.delete(iterator);
    if (result.done) continue;
    advance(iterator);
    yield result.value;
  }
}

interface Advanced<Part> {
  readonly iterator: AsyncIterator<Part>;
  readonly result: IteratorResult<Part>;
}
