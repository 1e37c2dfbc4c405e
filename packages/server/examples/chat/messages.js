import { attempt, byId, showError } from './elements.js';
import { renderMessage } from './message-view.js';
import { readersByIndex } from './receipts.js';

/** @typedef {import('@twilio/conversations').Message} Message */
/** @typedef {import('@twilio/conversations').Participant} Participant */

const pageSize = 30;

/**
 * Shows the messages of a conversation, and marks them as read.
 *
 * @param {import('@twilio/conversations').Conversation} conversation
 * @param {string} self
 * @returns {{ showReaders: (participants: readonly Participant[]) => void, stop: () => void }}
 */
export function showMessages(conversation, self) {
  const list = byId('messages', HTMLOListElement);
  const log = byId('message-log', HTMLElement);
  const scroll = byId('scroll', HTMLElement);
  const earlier = byId('earlier', HTMLButtonElement);
  /** @type {Map<number, HTMLLIElement>} by the index of the message. */
  const items = new Map();
  /** @type {Map<number, Message>} by the index, too. */
  const messages = new Map();
  const empty = byId('no-messages', HTMLElement);
  /** @type {readonly Participant[]} */
  let participants = [];
  let isOpen = true;
  let followsEnd = true;

  const scrollToEnd = () => {
    scroll.scrollTop = scroll.scrollHeight;
  };
  scroll.onscroll = () => {
    followsEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  };
  // Not only messages move the end: images get their size when they are loaded. The editor of a message stays in view.
  const resized = new ResizeObserver(() => {
    if (followsEnd && list.querySelector('.editor') === null) scrollToEnd();
  });
  resized.observe(list);
  resized.observe(scroll);
  const sortedIndexes = () => [...items.keys()].sort((a, b) => a - b);

  const renderReaders = () => {
    const sorted = [...messages.values()].sort((a, b) => a.index - b.index);
    const readers = readersByIndex(participants, sorted, self);
    for (const [index, item] of items) {
      const names = readers.get(index) ?? [];
      const line = item.querySelector('.readers');
      if (line !== null) line.textContent = names.length === 0 ? '' : `Read by ${names.join(', ')}`;
    }
  };
  /** @param {Message} message */
  const put = (message) => {
    const item = renderMessage(message, self);
    const before = items.get(message.index);
    if (before === undefined) {
      const next = sortedIndexes().find((index) => index > message.index);
      list.insertBefore(item, next === undefined ? null : (items.get(next) ?? null));
    } else {
      const hadFocus = before.contains(document.activeElement);
      before.replaceWith(item);
      if (hadFocus) item.querySelector('button')?.focus();
    }
    items.set(message.index, item);
    messages.set(message.index, message);
    empty.hidden = true;
  };
  const markRead = () => {
    const last = sortedIndexes().at(-1);
    if (!isOpen || last === undefined || document.visibilityState !== 'visible') return;
    if (last > (conversation.lastReadMessageIndex ?? -1))
      conversation.advanceLastReadMessageIndex(last).catch(showError);
  };

  /** @param {Message} message */
  const added = (message) => {
    if (message.author === self) followsEnd = true;
    put(message);
    renderReaders();
    markRead();
  };
  /** @param {{ message: Message }} event */
  const updated = ({ message }) => {
    if (items.has(message.index)) put(message);
    renderReaders();
  };
  /** @param {Message} message */
  const removed = ({ index }) => {
    const item = items.get(index);
    if (item?.contains(document.activeElement)) scroll.focus();
    item?.remove();
    items.delete(index);
    messages.delete(index);
    empty.hidden = items.size > 0;
    renderReaders();
  };
  conversation.on('messageAdded', added);
  conversation.on('messageUpdated', updated);
  conversation.on('messageRemoved', removed);
  document.addEventListener('visibilitychange', markRead);

  const load = async () => {
    // Only new messages are announced.
    log.ariaBusy = 'true';
    let page = await conversation.getMessages(pageSize);
    if (!isOpen) return;
    page.items.forEach(put);
    earlier.hidden = !page.hasPrevPage;
    earlier.onclick = () =>
      attempt(async () => {
        const height = scroll.scrollHeight;
        page = await page.prevPage();
        if (!isOpen) return;
        page.items.forEach(put);
        earlier.hidden = !page.hasPrevPage;
        renderReaders();
        scroll.scrollTop += scroll.scrollHeight - height;
      });
    log.ariaBusy = 'false';
    empty.hidden = items.size > 0;
    renderReaders();
    markRead();
  };
  load().catch(showError);

  return {
    showReaders: (changed) => {
      participants = changed;
      renderReaders();
    },
    stop: () => {
      isOpen = false;
      resized.disconnect();
      scroll.onscroll = null;
      conversation.off('messageAdded', added);
      conversation.off('messageUpdated', updated);
      conversation.off('messageRemoved', removed);
      document.removeEventListener('visibilitychange', markRead);
      earlier.hidden = true;
      empty.hidden = true;
      list.replaceChildren();
    },
  };
}
