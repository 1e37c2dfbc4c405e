import { attempt, byId, element } from './elements.js';
import { conversationName, unreadCount } from './format.js';

/** @typedef {import('@twilio/conversations').Client} Client */
/** @typedef {import('@twilio/conversations').Conversation} Conversation */

/**
 * Shows the conversations of the user, those with the newest messages first.
 *
 * @param {Client} client
 * @param {{ onOpen: (conversation: Conversation) => void, onGone: (conversation: Conversation) => void }} listeners
 */
export async function showConversations(client, { onOpen, onGone }) {
  const list = byId('conversations', HTMLUListElement);
  /** @type {Map<string, Conversation>} */
  const joined = new Map();
  let openSid = '';

  /** @param {Conversation} conversation */
  const open = (conversation) => {
    openSid = conversation.sid;
    render();
    onOpen(conversation);
  };
  /** @param {Conversation} conversation */
  const renderItem = (conversation) => {
    const unread = unreadCount(conversation);
    const name = element('span', { className: 'name', textContent: conversationName(conversation) });
    const count = element('span', { className: 'unread', textContent: String(unread), hidden: unread === 0 });
    count.append(element('span', { className: 'hidden', textContent: ' unread' }));
    const button = element('button', { type: 'button', onclick: () => open(conversation) }, [name, count]);
    button.dataset.sid = conversation.sid;
    if (conversation.sid === openSid) button.setAttribute('aria-current', 'true');
    return element('li', {}, [button]);
  };
  const render = () => {
    const focused =
      document.activeElement instanceof HTMLElement ? document.activeElement.dataset.sid : undefined;
    const sorted = [...joined.values()].sort((a, b) => lastActivity(b) - lastActivity(a));
    list.replaceChildren(...sorted.map(renderItem));
    byId('no-conversations', HTMLElement).hidden = joined.size > 0;
    byId('placeholder', HTMLElement).textContent = joined.size > 0 ? 'Choose a conversation.' : '';
    // The list is rendered anew, and the keyboard stays where it was.
    if (focused !== undefined)
      [...list.querySelectorAll('button')].find(({ dataset }) => dataset.sid === focused)?.focus();
  };
  /** @param {Conversation} conversation */
  const add = (conversation) => {
    joined.set(conversation.sid, conversation);
    render();
  };
  /** @param {Conversation} conversation */
  const remove = (conversation) => {
    if (!joined.delete(conversation.sid)) return;
    render();
    onGone(conversation);
  };

  client.on('conversationJoined', add);
  client.on('conversationLeft', remove);
  client.on('conversationRemoved', remove);
  client.on('conversationUpdated', render);
  client.on('messageAdded', render);

  const form = byId('join-form', HTMLFormElement);
  const name = byId('join-name', HTMLInputElement);
  form.onsubmit = (event) => {
    event.preventDefault();
    void attempt(async () => {
      open(await createOrJoin(client, name.value.trim()));
      form.reset();
    });
  };

  let page = await client.getSubscribedConversations();
  for (;;) {
    for (const conversation of page.items) if (conversation.status === 'joined') add(conversation);
    if (!page.hasNextPage) break;
    page = await page.nextPage();
  }
  render();
}

/** @param {Conversation} conversation */
const lastActivity = ({ lastMessage, dateCreated }) =>
  (lastMessage?.dateCreated ?? dateCreated)?.getTime() ?? 0;

/**
 * The SDK finds a conversation by its name only for its participants, and by its SID for everyone who may see it.
 *
 * @param {Client} client
 * @param {string} name
 * @returns {Promise<Conversation>}
 */
async function createOrJoin(client, name) {
  const conversation = /^CH[0-9a-f]{32}$/i.test(name)
    ? await peek(client, name)
    : await findOrCreate(client, name);
  if (conversation.status !== 'joined') await conversation.join();
  return conversation;
}

/**
 * @param {Client} client
 * @param {string} sid
 * @returns {Promise<Conversation>}
 */
const peek = (client, sid) =>
  client.peekConversationBySid(sid).catch((error) => {
    throw error.status === 404 ? new Error(`There is no conversation ${sid}.`) : error;
  });

/**
 * @param {Client} client
 * @param {string} name
 * @returns {Promise<Conversation>}
 */
async function findOrCreate(client, name) {
  const found = await client.getConversationByUniqueName(name).catch((error) => {
    if (error.status === 404) return undefined;
    throw error.status === 403
      ? new Error(`You are not in ${name}. Join it by its SID, or ask one of its participants to invite you.`)
      : error;
  });
  return found ?? client.createConversation({ uniqueName: name, friendlyName: name });
}
