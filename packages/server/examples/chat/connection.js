import { byId } from './elements.js';
import { dropSockets } from './sockets.js';

/**
 * Shows the state of a client's connection.
 *
 * @param {import('@twilio/conversations').Client} client
 */
export function showConnection(client) {
  const output = byId('connection-state', HTMLOutputElement);
  const drop = byId('drop', HTMLButtonElement);
  /** @param {string} state */
  const show = (state) => {
    output.value = state;
    output.dataset.state = state;
    drop.disabled = state !== 'connected';
  };
  show(client.connectionState);
  client.on('connectionStateChanged', show);
  drop.onclick = dropSockets;
}
