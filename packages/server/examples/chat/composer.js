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

  const submit = async () => {
    const message = conversation.prepareMessage();
    const text = body.value.trim();
    if (text !== '') message.setBody(text);
    for (const file of files.files ?? [])
      message.addMedia({
        contentType: file.type || 'application/octet-stream',
        filename: file.name,
        media: file,
      });
    send.disabled = true;
    try {
      await message.build().send();
      form.reset();
    } finally {
      send.disabled = false;
      body.focus();
    }
  };
  const submitUnlessEmpty = () => {
    if (!send.disabled && (body.value.trim() !== '' || files.files?.length)) void attempt(submit);
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
    form.reset();
  };
}
