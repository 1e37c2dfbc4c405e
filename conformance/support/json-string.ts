/** Returns the JSON text of a string, of exactly this many bytes of UTF-8. */
export function jsonStringOf(bytes: number, letter: string): string {
  const width = Buffer.byteLength(letter);
  const letters = Math.floor((bytes - 2) / width);
  return `"${letter.repeat(letters)}${'a'.repeat(bytes - 2 - letters * width)}"`;
}
