import { renderAttachment } from './attachment.js';
import { attempt, element } from './elements.js';
import { formatTime } from './format.js';

/** @typedef {import('@twilio/conversations').Message} Message */

/**
 * Renders a message. Its author can edit and delete it.
 *
 * @param {Message} message
 * @param {string} self
 * @returns {HTMLLIElement}
 */
export function renderMessage(message, self) {
  const isOwn = message.author === self;
  const date = message.dateCreated ?? new Date();
  const time = element('time', { dateTime: date.toISOString(), textContent: formatTime(date, new Date()) });
  const heading = element('div', { className: 'heading' }, [
    element('strong', { textContent: message.author ?? 'unknown' }),
    time,
  ]);
  if (isEdited(message)) heading.append(element('span', { className: 'edited', textContent: 'edited' }));
  const body = element('p', { className: 'body', textContent: message.body ?? '', hidden: !message.body });
  const item = element('li', { className: isOwn ? 'message own' : 'message' }, [
    heading,
    body,
    ...(message.attachedMedia ?? []).map(renderAttachment),
  ]);
  item.dataset.index = String(message.index);
  if (isOwn) heading.append(renderActions(message, body));
  item.append(element('p', { className: 'readers' }));
  return item;
}

/** @param {Message} message */
const isEdited = ({ lastUpdatedBy, dateCreated, dateUpdated }) =>
  lastUpdatedBy !== null && dateUpdated?.getTime() !== dateCreated?.getTime();

/**
 * @param {Message} message
 * @param {HTMLElement} body
 * @returns {HTMLElement}
 */
function renderActions(message, body) {
  const edit = element('button', { type: 'button', textContent: 'Edit' });
  const remove = element('button', { type: 'button', textContent: 'Delete' });
  edit.onclick = () => {
    edit.disabled = true;
    const form = renderEditor(message, () => {
      form.remove();
      body.hidden = !message.body;
      edit.disabled = false;
      edit.focus();
    });
    body.hidden = true;
    body.after(form);
    form.closest('.message')?.scrollIntoView({ block: 'nearest' });
    form.querySelector('textarea')?.focus({ preventScroll: true });
  };
  remove.onclick = () => attempt(() => message.remove());
  return element('span', { className: 'actions' }, [edit, remove]);
}

/**
 * @param {Message} message
 * @param {() => void} onDone
 * @returns {HTMLFormElement}
 */
function renderEditor(message, onDone) {
  const input = element('textarea', {
    value: message.body ?? '',
    rows: 2,
    ariaLabel: 'New text of the message',
  });
  const cancel = element('button', { type: 'button', textContent: 'Cancel', onclick: onDone });
  const save = element('button', { className: 'primary', textContent: 'Save' });
  const form = element('form', { className: 'editor' }, [
    input,
    element('div', { className: 'row' }, [cancel, save]),
  ]);
  form.onsubmit = (event) => {
    event.preventDefault();
    void attempt(async () => {
      await message.updateBody(input.value);
      onDone();
    });
  };
  form.onkeydown = ({ key }) => {
    if (key === 'Escape') onDone();
  };
  return form;
}
