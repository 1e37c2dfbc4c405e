export type { Need, Rule, UserAccess } from './access.ts';
export * from './api.ts';
export { type CamelCase, camelCase } from './camel-case.ts';
export { addressKey, type Channel, channelOf } from './codecs/address.ts';
export { parseDate } from './codecs/date.ts';
export { describeValues } from './codecs/describe-values.ts';
export { durationForm, parseDuration } from './codecs/duration.ts';
export { identity } from './codecs/identity.ts';
export { sidPattern } from './codecs/sid.ts';
export { utf8Text } from './codecs/text.ts';
export {
  canUseIdempotencyKey,
  canUseIfMatch,
  conditionalHeaders,
  idempotencyKeyHeader,
  idempotencyKeyReused,
  preconditionFailed,
} from './conditional-requests.ts';
export {
  createToken,
  defaultTokenLifetimeSeconds,
  maxTokenLifetimeSeconds,
} from './endpoints/access-tokens.ts';
export { createKey, deleteKey, fetchKey, listKey, updateKey } from './endpoints/api-keys.ts';
export { type AuditKind, auditEntryProperties, auditKinds, listAuditEntries } from './endpoints/audit.ts';
export { fetchChannelMetadata, fetchServiceChannelMetadata } from './endpoints/channel-metadata.ts';
export { fetchConversationSummaries, maxSummaries } from './endpoints/conversation-summaries.ts';
export {
  fetchClockDue,
  fetchMetricsHistory,
  fetchRealtimeSessions,
  fetchRequests,
} from './endpoints/diagnostics.ts';
export {
  type ContentBody,
  type Endpoint,
  type EndpointReply,
  type EndpointTag,
  endpointTags,
  type JsonBody,
  type PageReply,
  pathParameters,
} from './endpoints/endpoint.ts';
export { streamEvents } from './endpoints/events.ts';
export { createFault, deleteFaults, type FaultKind, faultKinds, fetchFaults } from './endpoints/faults.ts';
export { injectInboundMessage } from './endpoints/inbound.ts';
export { type Endpoints, endpoints } from './endpoints/index.ts';
export { listedOrDefault } from './endpoints/list-limit.ts';
export {
  createMedia,
  deleteMedia,
  fetchLinkedMediaContent,
  fetchMedia,
  fetchMediaContent,
  fetchMediaSet,
} from './endpoints/media.ts';
export {
  fetchHealth,
  fetchMetrics,
  fetchOpenApi,
  fetchReadiness,
} from './endpoints/operations.ts';
export {
  deleteRetention,
  fetchRetention,
  type RetentionKind,
  retentionKinds,
  retentionParameters,
  updateRetention,
} from './endpoints/retention.ts';
export {
  fetchSearchIndex,
  listActiveConversations,
  listSearchResults,
  rebuildSearchIndex,
  type SearchKind,
  searchKinds,
} from './endpoints/search.ts';
export {
  advanceClock,
  createAccount,
  fetchClock,
  freezeClock,
  resetServer,
  resumeClock,
} from './endpoints/testing.ts';
export {
  type DeliveryState,
  fetchWebhookDelivery,
  listWebhookDeliveries,
  listWebhookEvents,
  listWebhookLanes,
  replayWebhookDeliveries,
  replayWebhookDelivery,
  triggerWebhook,
} from './endpoints/webhooks.ts';
export { commonErrorCodes, type ErrorReply } from './error-replies.ts';
export {
  ApiError,
  type ErrorBody,
  type ErrorCode,
  type ErrorDetails,
  errors,
  explainError,
  invalidParameter,
  missingParameter,
  missingPermission,
} from './errors.ts';
export {
  type EventName,
  type EventNameOf,
  type EventOf,
  type EventProperties,
  eventCatalogue,
  eventNames,
  isEventName,
  type NewEventOf,
} from './events/catalogue.ts';
export type { EventDefinition, Subject, WebhookFormat } from './events/event.ts';
export type { EventSource } from './events/event-source.ts';
export {
  type ChangeableParameter,
  changeableParameters,
  hasSource,
  isPostActionEvent,
  type PostActionEvent,
  type PreActionEvent,
  postActionEvents,
  preActionEventOf,
  preActionEvents,
  type ScopedEvent,
  scopedEvents,
  type WebhookEvent,
  type WebhookField,
  webhookFields,
} from './events/webhook-events.ts';
export { exampleParameter } from './examples/example-parameter.ts';
export { exampleSid } from './examples/example-sid.ts';
export type { JsonSchema } from './json-schema.ts';
export { type ActionLimits, defaultLimits, type Limits } from './limits.ts';
export { openApi } from './openapi/document.ts';
export {
  type Action,
  defaultPageSize,
  httpMapping,
  maxPageSize,
  type Operation,
  paging,
} from './operation.ts';
export { type AnyParameter, decodeValue, type Parameters, type ValuesOf } from './parameter.ts';
export { escapeControls, quote, toPrintable } from './printable.ts';
export type { DateFormat, ObjectOf, Properties, Property } from './property.ts';
export {
  describeReference,
  type ReferenceGroup,
  type ReferenceOperation,
  type ReferencePath,
} from './reference/reference.ts';
export type { ReferenceReply } from './reference/replies.ts';
export type { JsonOf, ReplyJson } from './reply-json.ts';
export { listKeyOf, type Resource, type Scope } from './resource.ts';
export {
  concernsConversation,
  defaultRoles,
  type Permission,
  permissionNames,
  permissions,
  type RoleType,
} from './roles.ts';
export {
  isAction,
  type Mount,
  mountPath,
  mountsOf,
  objectName,
  operationName,
  type Route,
  routesOf,
} from './routes.ts';
