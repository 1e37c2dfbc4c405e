import { createToken } from './access-tokens.ts';
import { createKey, deleteKey, fetchKey, listKey, updateKey } from './api-keys.ts';
import { listAuditEntries } from './audit.ts';
import { fetchChannelMetadata, fetchServiceChannelMetadata } from './channel-metadata.ts';
import { fetchConversationSummaries } from './conversation-summaries.ts';
import { fetchClockDue, fetchMetricsHistory, fetchRealtimeSessions, fetchRequests } from './diagnostics.ts';
import { streamEvents } from './events.ts';
import { createFault, deleteFaults, fetchFaults } from './faults.ts';
import { injectInboundMessage } from './inbound.ts';
import {
  createMedia,
  deleteMedia,
  fetchLinkedMediaContent,
  fetchMedia,
  fetchMediaContent,
  fetchMediaSet,
} from './media.ts';
import { fetchHealth, fetchMetrics, fetchOpenApi, fetchReadiness } from './operations.ts';
import { deleteRetention, fetchRetention, updateRetention } from './retention.ts';
import {
  fetchSearchIndex,
  listActiveConversations,
  listSearchResults,
  rebuildSearchIndex,
} from './search.ts';
import { advanceClock, createAccount, fetchClock, freezeClock, resetServer, resumeClock } from './testing.ts';
import {
  fetchWebhookDelivery,
  listWebhookDeliveries,
  listWebhookEvents,
  listWebhookLanes,
  replayWebhookDeliveries,
  replayWebhookDelivery,
  triggerWebhook,
} from './webhooks.ts';

/** Every operation that the server has beside those of the Conversations API's resources. */
export const endpoints = [
  createMedia,
  fetchMedia,
  deleteMedia,
  fetchMediaContent,
  fetchLinkedMediaContent,
  fetchMediaSet,
  createKey,
  fetchKey,
  listKey,
  updateKey,
  deleteKey,
  createToken,
  injectInboundMessage,
  fetchServiceChannelMetadata,
  fetchChannelMetadata,
  streamEvents,
  listWebhookDeliveries,
  fetchWebhookDelivery,
  replayWebhookDelivery,
  replayWebhookDeliveries,
  triggerWebhook,
  listWebhookEvents,
  listWebhookLanes,
  listSearchResults,
  listActiveConversations,
  fetchSearchIndex,
  rebuildSearchIndex,
  listAuditEntries,
  fetchRetention,
  updateRetention,
  deleteRetention,
  fetchConversationSummaries,
  fetchClockDue,
  fetchRequests,
  fetchRealtimeSessions,
  fetchMetricsHistory,
  fetchClock,
  advanceClock,
  freezeClock,
  resumeClock,
  resetServer,
  createAccount,
  createFault,
  fetchFaults,
  deleteFaults,
  fetchHealth,
  fetchReadiness,
  fetchMetrics,
  fetchOpenApi,
] as const;

export type Endpoints = (typeof endpoints)[number];
