import { notification } from '@colloquy/contract';
import { type HandlerDeps, type HandlersOf, replyContext } from '../../rest/handler.ts';
import { updated } from './rules.ts';
import { notificationSettings, presentNotification } from './store.ts';

/** The operations on the notification settings of services. */
export const notificationHandlers = ({ storage }: HandlerDeps): HandlersOf<typeof notification> => ({
  async fetch(request) {
    const row = await storage.read((reader) => notificationSettings.read(reader, request));
    return row && presentNotification.fromRow(row, replyContext(request, notification));
  },

  async update(request) {
    const row = await storage.write((transaction) =>
      notificationSettings.change(transaction, request, (before) => updated(before, request.parameters)),
    );
    return row && presentNotification.fromRow(row, replyContext(request, notification));
  },
});
