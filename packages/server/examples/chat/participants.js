import { attempt, byId, element, showError } from './elements.js';

/** @typedef {import('@twilio/conversations').Participant} Participant */
/** @typedef {import('@twilio/conversations').User} User */

/**
 * Shows the participants of a conversation with their presence, and invites others.
 *
 * @param {import('@twilio/conversations').Conversation} conversation
 * @param {boolean} showsPresence
 * @param {(participants: readonly Participant[]) => void} onChange
 * @returns {() => void} stops it.
 */
export function showParticipants(conversation, showsPresence, onChange) {
  const list = byId('participants', HTMLUListElement);
  byId('no-presence', HTMLElement).hidden = showsPresence;
  /** @type {Map<string, Participant>} */
  const participants = new Map();
  /** @type {Map<string, User>} */
  const users = new Map();
  let isOpen = true;

  /** @param {Participant} participant */
  const renderItem = ({ sid, identity }) => {
    const user = users.get(sid);
    const name = user?.friendlyName || identity || 'another channel';
    return element('li', {}, showsPresence ? [renderPresence(user?.isOnline === true), name] : [name]);
  };
  const render = () => {
    if (!isOpen) return;
    list.replaceChildren(...[...participants.values()].map(renderItem));
    onChange([...participants.values()]);
  };
  /** @param {Participant} participant */
  const add = async (participant) => {
    participants.set(participant.sid, participant);
    render();
    if (participant.type !== 'chat') return;
    const user = await participant.getUser();
    if (!isOpen) return;
    users.set(participant.sid, user);
    user.on('updated', render);
    render();
  };
  /** @param {Participant} participant */
  const joined = (participant) => void add(participant).catch(showError);
  /** @param {Participant} participant */
  const left = ({ sid }) => {
    users.get(sid)?.off('updated', render);
    users.delete(sid);
    participants.delete(sid);
    render();
  };

  conversation.on('participantJoined', joined);
  conversation.on('participantLeft', left);
  conversation.on('participantUpdated', render);
  conversation.getParticipants().then((found) => found.forEach(joined), showError);

  const form = byId('invite-form', HTMLFormElement);
  const identity = byId('invite-identity', HTMLInputElement);
  form.onsubmit = (event) => {
    event.preventDefault();
    void attempt(async () => {
      await conversation.add(identity.value.trim());
      form.reset();
    });
  };

  return () => {
    isOpen = false;
    conversation.off('participantJoined', joined);
    conversation.off('participantLeft', left);
    conversation.off('participantUpdated', render);
    for (const user of users.values()) user.off('updated', render);
    list.replaceChildren();
  };
}

/** @param {boolean} isOnline */
function renderPresence(isOnline) {
  const text = isOnline ? 'online' : 'offline';
  const spoken = element('span', { className: 'hidden', textContent: `${text}: ` });
  return element('span', { className: `dot ${text}`, title: text }, [spoken]);
}
