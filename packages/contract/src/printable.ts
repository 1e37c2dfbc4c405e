const maxCharacters = 100;

/** Replaces what a terminal or a log could interpret, such as control characters, with escapes. */
export const escapeControls = (text: string): string =>
  text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    character === '\n' ? '\\n' : `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );

/**
 * A text of any length and content for a message: escaped, and shortened to about 100 characters. A shortened text
 * includes its length.
 */
export function toPrintable(text: string): string {
  let [shown, consumed] = ['', 0];
  // The limit also bounds the work for a long text, and one more keeps a surrogate pair together.
  for (const character of text.slice(0, maxCharacters + 1)) {
    const escaped = escapeControls(character);
    if (shown.length + escaped.length > maxCharacters) break;
    shown += escaped;
    consumed += character.length;
  }
  return consumed === text.length ? shown : `${shown}... (${text.length} characters)`;
}

/** {@link toPrintable} in quotes. */
export const quote = (text: string): string => `"${toPrintable(text)}"`;
