/*
 * Keeps the open sockets, so that the page can drop them as a bad network would. The SDK has no method for that; it uses
 * this class because the module runs before the SDK is loaded.
 */

/** @type {Set<WebSocket>} */
const sockets = new Set();

class TrackedWebSocket extends WebSocket {
  /**
   * @param {string | URL} url
   * @param {string | string[]} [protocols]
   */
  constructor(url, protocols) {
    super(url, protocols);
    sockets.add(this);
    this.addEventListener('close', () => sockets.delete(this));
  }
}

globalThis.WebSocket = TrackedWebSocket;

/** Closes all open sockets. The SDK then connects again by itself. */
export function dropSockets() {
  for (const socket of sockets) socket.close();
}
