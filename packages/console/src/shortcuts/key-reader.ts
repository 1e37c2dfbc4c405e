/** The key that begins shortcuts of two keys. */
export const prefixKey = 'g';

/** The second key of a shortcut follows the first within this time. */
const sequenceMs = 1500;

/**
 * Creates a function that reads shortcuts from the keys that are pressed: `c` is one, and so is `g` with the key after it.
 *
 * @returns a function of the key and of the time at which it was pressed, which returns a complete shortcut.
 */
export function createKeyReader(): (key: string, atMs: number) => string | undefined {
  let prefixAtMs = Number.NEGATIVE_INFINITY;
  return (key, atMs) => {
    const isSecond = atMs - prefixAtMs <= sequenceMs;
    prefixAtMs = !isSecond && key === prefixKey ? atMs : Number.NEGATIVE_INFINITY;
    if (isSecond) return `${prefixKey} ${key}`;
    return key === prefixKey ? undefined : key;
  };
}
