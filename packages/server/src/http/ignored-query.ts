import type { FastifyRequest } from 'fastify';

/** More names would only make the log and the header longer. */
const maxNames = 20;

/** Other text cannot be a parameter that the client has put in the wrong place, and would need to be escaped. */
const parameterName = /^[\w.-]{1,64}$/;

const none: readonly string[] = [];

/** The names in the query of a POST that its operation does not read, because its parameters are in the body. */
export function ignoredQueryNames({ method, query, routeOptions }: FastifyRequest): readonly string[] {
  const parameters = routeOptions.config?.parameters;
  if (method !== 'POST' || parameters === undefined || typeof query !== 'object' || query === null)
    return none;
  return Object.keys(query)
    .filter((name) => parameterName.test(name) && parameters[name]?.in !== 'query')
    .slice(0, maxNames);
}
