import { http, type Resource, type Route, routesOf } from '@colloquy/contract';
import { buildRequest } from './build-request.ts';
import { decodeObject, parseObject } from './decode.ts';
import { recordEtag } from './etags.ts';
import { parseArguments } from './method-arguments.ts';
import { fetchPage } from './page.ts';
import { streamRecords } from './stream-records.ts';
import type { Transport } from './transport.ts';

/** A method before its types are known; they are computed in `types.ts` from the same contract. */
export type Method = (...given: readonly unknown[]) => unknown;

/** The methods for every operation of the resources, at every path that it is mounted at. */
export function createMethods(
  resources: readonly Resource[],
  transport: Transport,
): Readonly<Record<string, Method>> {
  const routes = resources.flatMap((resource) => routesOf(resource));
  return Object.fromEntries(
    routes.flatMap((route) =>
      route.operation.action === 'list'
        ? createListMethods(route, transport)
        : [createMethod(route, transport)],
    ),
  );
}

type NamedMethod = readonly [name: string, method: Method];

function createMethod(route: Route, transport: Transport): NamedMethod {
  const method = async (...given: readonly unknown[]) => {
    const { path, params, conditions, options } = parseArguments(route, given);
    const request = buildRequest(route, transport.base, path, params, conditions);
    const { text, etag } = await transport.send(request, options);
    // A deletion's reply has no body.
    return route.operation.action === 'delete'
      ? undefined
      : recordEtag(decodeObject(route.resource.properties, parseObject(text)), etag);
  };
  return [route.name.charAt(0).toLowerCase() + route.name.slice(1), method];
}

function createListMethods(route: Route, transport: Transport): NamedMethod[] {
  const stream = (...given: readonly unknown[]) => {
    const { path, params, options } = parseArguments(route, given);
    return streamRecords(route, transport, path, params, options);
  };
  const list = async (...given: readonly unknown[]) => {
    const records = [];
    for await (const record of stream(...given)) records.push(record);
    return records;
  };
  const page = async (...given: readonly unknown[]) => {
    const { path, params, options } = parseArguments(route, given);
    return fetchPage(route, transport, buildRequest(route, transport.base, path, params), options);
  };
  const subject = route.name.slice(http.list.verb.length);
  return [
    [`list${subject}`, list],
    [`page${subject}`, page],
    [`stream${subject}`, stream],
  ];
}
