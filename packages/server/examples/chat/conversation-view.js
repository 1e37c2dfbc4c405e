import { showComposer } from './composer.js';
import { attempt, byId } from './elements.js';
import { conversationName } from './format.js';
import { showMessages } from './messages.js';
import { showParticipants } from './participants.js';

/**
 * Opens a conversation in the page.
 *
 * @param {import('@twilio/conversations').Client} client
 * @param {import('@twilio/conversations').Conversation} conversation
 * @param {() => void} onClose
 * @returns {() => void} closes it.
 */
export function openConversation(client, conversation, onClose) {
  const self = client.user.identity;
  const chat = byId('chat', HTMLElement);
  const title = byId('conversation-title', HTMLElement);
  const renderTitle = () => {
    title.textContent = conversationName(conversation);
  };
  renderTitle();
  byId('conversation-sid', HTMLElement).textContent = conversation.sid;
  conversation.on('updated', renderTitle);
  const messages = showMessages(conversation, self);
  const stopParticipants = showParticipants(conversation, client.reachabilityEnabled, messages.showReaders);
  show(true);
  const stopComposer = showComposer(conversation);
  // The narrow layout shows either the list or the conversation.
  chat.dataset.view = 'conversation';
  byId('back', HTMLButtonElement).onclick = onClose;
  byId('leave', HTMLButtonElement).onclick = () => attempt(() => conversation.leave());
  return () => {
    const hadFocus = byId('opened', HTMLElement).contains(document.activeElement);
    conversation.off('updated', renderTitle);
    messages.stop();
    stopParticipants();
    stopComposer();
    show(false);
    chat.dataset.view = 'list';
    if (hadFocus) focusList();
  };
}

/** The element with the focus is no longer shown, and without another one the keyboard would start at the top. */
function focusList() {
  const current = byId('conversations', HTMLUListElement).querySelector('button[aria-current]');
  (current instanceof HTMLElement ? current : byId('join-name', HTMLInputElement)).focus();
}

/** @param {boolean} isOpen */
function show(isOpen) {
  byId('opened', HTMLElement).hidden = !isOpen;
  byId('placeholder', HTMLElement).hidden = isOpen;
}
