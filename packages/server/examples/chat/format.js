/*
 * Texts that the page shows.
 */

/**
 * @param {{ friendlyName: string | null, uniqueName: string | null, sid: string }} conversation
 * @returns {string}
 */
export const conversationName = ({ friendlyName, uniqueName, sid }) => friendlyName || uniqueName || sid;

/**
 * How many messages follow the read horizon. It counts indexes, so it needs no request; deleted messages count, too.
 *
 * @param {{ lastMessage?: { index?: number } | undefined, lastReadMessageIndex: number | null }} conversation
 * @returns {number}
 */
export const unreadCount = ({ lastMessage, lastReadMessageIndex }) =>
  Math.max(0, (lastMessage?.index ?? -1) - (lastReadMessageIndex ?? -1));

/**
 * The time of a message; with the date, unless that is today.
 *
 * @param {Date} date
 * @param {Date} now
 * @returns {string}
 */
export function formatTime(date, now) {
  const time = date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  return date.toDateString() === now.toDateString() ? time : `${date.toLocaleDateString()}, ${time}`;
}

/**
 * @param {number} bytes
 * @returns {string}
 */
export function formatSize(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  const [size, unit] = bytes < 1_000_000 ? [bytes / 1000, 'KB'] : [bytes / 1_000_000, 'MB'];
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}

/**
 * @param {readonly string[]} names
 * @returns {string}
 */
export function describeTyping(names) {
  const [first, second] = names;
  if (first === undefined) return '';
  if (second === undefined) return `${first} is typing …`;
  return names.length === 2 ? `${first} and ${second} are typing …` : `${names.length} people are typing …`;
}

/**
 * @param {string} state of the SDK's client
 * @param {boolean} hasConnected whether it was connected before
 * @returns {string}
 */
export function describeConnection(state, hasConnected) {
  if (state === 'connecting') return hasConnected ? 'reconnecting …' : 'connecting …';
  return state === 'denied' ? 'refused' : state;
}
