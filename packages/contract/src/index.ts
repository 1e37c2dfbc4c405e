export { type Api, api } from './api.ts';
export { type CamelCase, camelCase } from './camel-case.ts';
export {
  ApiError,
  type ErrorBody,
  type ErrorCode,
  errors,
  invalidParameter,
  missingParameter,
} from './errors.ts';
export { type EventName, type EventSource, eventNames } from './events.ts';
export type { JsonSchema } from './json-schema.ts';
export { parseDate } from './kinds/date.ts';
export { parseDuration } from './kinds/duration.ts';
export { sidPattern } from './kinds/sid.ts';
export { openApi } from './openapi.ts';
export { type Action, http, largestPage, type Operation } from './operation.ts';
export type { AnyParameter, Parameters, ValuesOf } from './parameter.ts';
export type { ObjectOf, Properties, Property } from './property.ts';
export type { Resource, Scope } from './resource.ts';
export { type ConversationState, conversation, conversationStates } from './resources/conversation.ts';
export { service } from './resources/service.ts';
export { type Mount, mountPath, mountsOf, operationName, type Route, routesOf } from './routes.ts';
