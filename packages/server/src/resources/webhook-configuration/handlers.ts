import { configurationWebhook, webhookConfiguration } from '@colloquy/contract';
import { type HandlersOf, scopeOf, type Tools } from '../handler.ts';
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
}: Tools): HandlersOf<typeof webhookConfiguration> => ({
  async fetch(call) {
    const row = await storage.read((reader) => serviceWebhooks.read(reader, call));
    return row && presentWebhookConfiguration.fromRow(row, scopeOf(call, webhookConfiguration));
  },

  async update(call) {
    const row = await storage.write((transaction) =>
      serviceWebhooks.change(transaction, call, (before) => serviceUpdated(before, call.parameters)),
    );
    return row && presentWebhookConfiguration.fromRow(row, scopeOf(call, webhookConfiguration));
  },
});

/** The operations on the webhook settings of accounts. */
export const configurationWebhookHandlers = ({
  storage,
}: Tools): HandlersOf<typeof configurationWebhook> => ({
  async fetch(call) {
    const row = await storage.read((reader) => accountWebhooks.read(reader, call));
    return row && presentConfigurationWebhook.fromRow(row, scopeOf(call, configurationWebhook));
  },

  async update(call) {
    const row = await storage.write((transaction) =>
      accountWebhooks.change(transaction, call, (before) => accountUpdated(before, call.parameters)),
    );
    return row && presentConfigurationWebhook.fromRow(row, scopeOf(call, configurationWebhook));
  },
});
