/**
 * Who has read up to where: the identities below each message, which is the last one that they have read.
 *
 * @param {readonly { identity: string | null, lastReadMessageIndex: number | null }[]} participants
 * @param {readonly number[]} indexes of the messages that are shown, ascending.
 * @param {string} self whose own position is not shown.
 * @returns {Map<number, string[]>}
 */
export function readersByIndex(participants, indexes, self) {
  /** @type {Map<number, string[]>} */
  const readers = new Map();
  for (const { identity, lastReadMessageIndex } of participants) {
    if (identity === null || identity === self || lastReadMessageIndex === null) continue;
    // The message at the position itself may have been deleted.
    const shown = indexes.findLast((index) => index <= lastReadMessageIndex);
    if (shown !== undefined) readers.set(shown, [...(readers.get(shown) ?? []), identity]);
  }
  return readers;
}
