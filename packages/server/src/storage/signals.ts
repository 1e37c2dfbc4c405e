/**
 * Short messages between the processes that share a database. They are hints: any of them may be lost or come late, so
 * nothing may depend on one.
 */
export interface Signals {
  /** Sends a message to the other processes, soon. Equal messages that wait to be sent are sent once. */
  send(topic: string, payload?: string): void;
  /** Calls `listener` with the messages of other processes. Returns a function that removes it. */
  on(topic: string, listener: (payload: string) => void): () => void;
}

/** For engines without signals: processes learn of each other by polling, if there are others. */
export const noSignals: Signals = { send: () => {}, on: () => () => {} };
