import { attempt, byId } from './elements.js';
import { describeTyping } from './format.js';

/** @typedef {import('@twilio/conversations').Participant} Participant */

/**
 * Sends messages with files, and shows who is typing.
 *
 * @param {import('@twilio/conversations').Conversation} conversation
 * @returns {() => void} stops it.
 */
export function showComposer(conversation) {
  const form = byId('composer', HTMLFormElement);
  const body = byId('body', HTMLTextAreaElement);
  const files = byId('files', HTMLInputElement);
  const send = byId('send', HTMLButtonElement);
  const typing = byId('typing', HTMLElement);
  /** @type {Map<string, string>} */
  const typists = new Map();

  /** Messages are sent in their order, and the user writes the next one meanwhile. */
  let last = Promise.resolve();
  /**
   * @param {string} text
   * @param {readonly File[]} chosen
   */
  const deliver = async (text, chosen) => {
    const message = conversation.prepareMessage();
    if (text !== '') message.setBody(text);
    for (const file of chosen)
      message.addMedia({
        contentType: file.type || 'application/octet-stream',
        filename: file.name,
        media: file,
      });
    try {
      await message.build().send();
    } catch (error) {
      // The user can send it again, unless the next message is in its place.
      if (body.value === '') {
        body.value = text;
        files.files = toFileList(chosen);
      }
      throw error;
    }
  };
  const submitUnlessEmpty = () => {
    const text = body.value.trim();
    const chosen = [...(files.files ?? [])];
    if (text === '' && chosen.length === 0) return;
    form.reset();
    body.focus();
    const own = last.then(() => attempt(() => deliver(text, chosen)));
    last = own;
    send.textContent = 'Sending …';
    void own.then(() => {
      if (last === own) send.textContent = 'Send';
    });
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    submitUnlessEmpty();
  };
  body.onkeydown = (event) => {
    // Enter also ends the composition of a character, which is not a message yet.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submitUnlessEmpty();
  };
  // The SDK sends it once in a few seconds. A user who is disconnected types all the same.
  body.oninput = () => void conversation.typing().catch(() => {});

  const render = () => {
    typing.textContent = describeTyping([...typists.values()]);
  };
  /** @param {Participant} participant */
  const started = ({ sid, identity }) => {
    typists.set(sid, identity ?? 'someone');
    render();
  };
  /** @param {Participant} participant */
  const ended = ({ sid }) => {
    typists.delete(sid);
    render();
  };
  conversation.on('typingStarted', started);
  conversation.on('typingEnded', ended);
  body.focus();

  return () => {
    conversation.off('typingStarted', started);
    conversation.off('typingEnded', ended);
    typing.textContent = '';
    send.textContent = 'Send';
    form.reset();
  };
}

/** @param {readonly File[]} files */
function toFileList(files) {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  return transfer.files;
}
