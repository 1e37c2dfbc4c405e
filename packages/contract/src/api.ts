import { conversation } from './resources/conversation.ts';
import { service } from './resources/service.ts';

/** Every resource of the API. What the server, the client and the documents know, they know from here. */
export const api = { service, conversation } as const;

export type Api = typeof api;
