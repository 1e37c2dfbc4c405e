import { showConnection } from './connection.js';
import { showConversations } from './conversation-list.js';
import { openConversation } from './conversation-view.js';
import { attempt, byId, hideError, showError } from './elements.js';
import { pageWithKey } from './page-key.js';
import { showSignIn } from './sign-in.js';
import { socketUri } from './socket-uri.js';
import { identityOf, renewToken } from './tokens.js';

const linkSecondWindow = () => {
  byId('second-window', HTMLAnchorElement).href = pageWithKey();
};
linkSecondWindow();
addEventListener('hashchange', linkSecondWindow);

const sdk = globalThis.Twilio?.Conversations;
if (sdk === undefined) {
  showError(
    'The official client SDK is not installed: run "npm install @twilio/conversations@3.0.1" where the server runs, and reload this page.',
  );
  byId('sign-in', HTMLElement).hidden = true;
} else
  showSignIn((token, requestToken) => start(new sdk.Client(token, clientOptions()), token, requestToken));

/** The only thing that an application changes to use Colloquy. */
function clientOptions() {
  return { Twilsock: { uri: socketUri(document.baseURI) } };
}

/**
 * Shows the chat of a user.
 *
 * @param {import('@twilio/conversations').Client} client
 * @param {string} token
 * @param {() => Promise<string>} requestToken
 */
async function start(client, token, requestToken) {
  byId('me', HTMLElement).textContent = identityOf(token) ?? '';
  byId('session', HTMLElement).hidden = false;
  byId('sign-in', HTMLElement).hidden = true;
  byId('sign-out', HTMLButtonElement).onclick = () =>
    attempt(async () => {
      await client.shutdown();
      location.reload();
    });
  showConnection(client);
  renewToken(client, requestToken, showError);
  client.on('connectionError', ({ terminal, message }) => {
    if (terminal) showError(`The server refuses the connection: ${message}`);
  });
  await initialized(client);
  byId('chat', HTMLElement).hidden = false;
  byId('join-name', HTMLInputElement).focus();

  let close = () => {};
  let openSid = '';
  const closeCurrent = () => {
    close();
    close = () => {};
    openSid = '';
  };
  await showConversations(client, {
    onOpen: (conversation) => {
      closeCurrent();
      openSid = conversation.sid;
      close = openConversation(client, conversation, closeCurrent);
    },
    onGone: ({ sid }) => {
      if (sid === openSid) closeCurrent();
    },
  });
}

/**
 * Waits until the client is ready. It repeats a first attempt that fails.
 *
 * @param {import('@twilio/conversations').Client} client
 * @returns {Promise<void>}
 */
const initialized = (client) =>
  new Promise((resolve) => {
    client.on('initialized', () => {
      hideError();
      resolve();
    });
    client.on('initFailed', () => showError('The server cannot be reached. The page keeps trying.'));
  });
