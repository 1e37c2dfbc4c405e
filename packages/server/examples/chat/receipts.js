/**
 * Who has read up to where: the identities below each message, which is the last one that they have read. Nobody is
 * shown below a message of their own: that they have read it goes without saying.
 *
 * @param {readonly { identity: string | null, lastReadMessageIndex: number | null }[]} participants
 * @param {readonly { index: number, author: string | null }[]} messages that are shown, ascending.
 * @param {string} self whose own position is not shown.
 * @returns {Map<number, string[]>}
 */
export function readersByIndex(participants, messages, self) {
  /** @type {Map<number, string[]>} */
  const readers = new Map();
  for (const { identity, lastReadMessageIndex } of participants) {
    if (identity === null || identity === self || lastReadMessageIndex === null) continue;
    // The message at the position itself may have been deleted.
    const shown = messages.findLast(({ index }) => index <= lastReadMessageIndex);
    if (shown === undefined || shown.author === identity) continue;
    readers.set(shown.index, [...(readers.get(shown.index) ?? []), identity]);
  }
  return readers;
}
