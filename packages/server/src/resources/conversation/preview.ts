import { createContext } from './create-conversation.ts';
import { create, type Settings, snapshot } from './rules.ts';
import type { CreateDefaults } from './store.ts';

/**
 * What a conversation would be, for pre-action webhooks. The preview has no SID and no dates of its own: they come
 * with the row.
 *
 * @throws ApiError 50384.
 */
export const previewConversation = (defaults: CreateDefaults, settings: Settings, initializing = false) =>
  snapshot(create(settings, { ...createContext(defaults), sid: '', initializing }, 0).conversation);
