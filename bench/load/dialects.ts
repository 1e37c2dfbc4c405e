/** The requests of a load in the API of the server that receives them. */

import type { Dialect } from '../helper-messages.ts';
import { ejabberdRequestsOf } from './ejabberd-requests.ts';
import { requestsOf } from './request-source.ts';

export const requestsOfDialect: Readonly<Record<Dialect, typeof requestsOf>> = {
  conversations: requestsOf,
  ejabberd: ejabberdRequestsOf,
};
