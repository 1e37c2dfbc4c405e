import { configurationWebhook, webhookConfiguration } from '@colloquy/contract';
import { type HandlerDeps, type HandlersOf, replyContext } from '../../rest/handler.ts';
import { accountUpdated, serviceUpdated } from './rules.ts';
import {
  accountWebhooks,
  presentConfigurationWebhook,
  presentWebhookConfiguration,
  serviceWebhooks,
} from './store.ts';

/** The operations on the webhook settings of services. */
export const webhookConfigurationHandlers = ({
  storage,
}: HandlerDeps): HandlersOf<typeof webhookConfiguration> => ({
  async fetch(request) {
    const row = await storage.read((reader) => serviceWebhooks.read(reader, request));
    return row && presentWebhookConfiguration.fromRow(row, replyContext(request, webhookConfiguration));
  },

  async update(request) {
    const row = await storage.write((transaction) =>
      serviceWebhooks.change(transaction, request, (before) => serviceUpdated(before, request.parameters)),
    );
    return row && presentWebhookConfiguration.fromRow(row, replyContext(request, webhookConfiguration));
  },
});

/** The operations on the webhook settings of accounts. */
export const configurationWebhookHandlers = ({
  storage,
}: HandlerDeps): HandlersOf<typeof configurationWebhook> => ({
  async fetch(request) {
    const row = await storage.read((reader) => accountWebhooks.read(reader, request));
    return row && presentConfigurationWebhook.fromRow(row, replyContext(request, configurationWebhook));
  },

  async update(request) {
    const row = await storage.write((transaction) =>
      accountWebhooks.change(transaction, request, (before) => accountUpdated(before, request.parameters)),
    );
    return row && presentConfigurationWebhook.fromRow(row, replyContext(request, configurationWebhook));
  },
});
