import { notification } from '@colloquy/contract';
import { type HandlersOf, scopeOf, type Tools } from '../handler.ts';
import { updated } from './rules.ts';
import { notificationSettings, presentNotification } from './store.ts';

/** The operations on the notification settings of services. */
export const notificationHandlers = ({ storage }: Tools): HandlersOf<typeof notification> => ({
  async fetch(call) {
    const row = await storage.read((reader) => notificationSettings.read(reader, call));
    return row && presentNotification.fromRow(row, scopeOf(call, notification));
  },

  async update(call) {
    const row = await storage.write((transaction) =>
      notificationSettings.change(transaction, call, (before) => updated(before, call.parameters)),
    );
    return row && presentNotification.fromRow(row, scopeOf(call, notification));
  },
});
