import { byId } from './elements.js';
import { describeConnection } from './format.js';
import { dropSockets } from './sockets.js';

/**
 * Shows the state of a client's connection.
 *
 * @param {import('@twilio/conversations').Client} client
 */
export function showConnection(client) {
  const output = byId('connection-state', HTMLOutputElement);
  const drop = byId('drop', HTMLButtonElement);
  let hasConnected = false;
  /** @param {string} state */
  const show = (state) => {
    hasConnected ||= state === 'connected';
    output.value = describeConnection(state, hasConnected);
    output.dataset.state = state;
    drop.disabled = state !== 'connected';
  };
  show(client.connectionState);
  client.on('connectionStateChanged', show);
  drop.onclick = dropSockets;
}
