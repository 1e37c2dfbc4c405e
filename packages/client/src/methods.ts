import { http, type Resource, type Route, routesOf } from '@colloquy/contract';
import { callOf } from './arguments.ts';
import { decodeObject, objectOf } from './decode.ts';
import { tagged } from './etags.ts';
import { streamRecords } from './list.ts';
import { fetchPage } from './page.ts';
import { requestOf } from './request.ts';
import type { Transport } from './transport.ts';

/** A method before its types are known; they are computed in `types.ts` from the same contract. */
export type Method = (...given: readonly unknown[]) => unknown;

/** The methods for every operation of the resources, at every path that it is mounted at. */
export function methodsOf(
  resources: readonly Resource[],
  transport: Transport,
): Readonly<Record<string, Method>> {
  const routes = resources.flatMap((resource) => routesOf(resource));
  return Object.fromEntries(
    routes.flatMap((route) =>
      route.operation.action === 'list' ? listMethods(route, transport) : [singleMethod(route, transport)],
    ),
  );
}

type Named = readonly [name: string, method: Method];

function singleMethod(route: Route, transport: Transport): Named {
  const method = async (...given: readonly unknown[]) => {
    const { path, params, conditions, options } = callOf(route, given);
    const request = requestOf(route, transport.base, path, params, conditions);
    const { text, etag } = await transport.send(request, options);
    // A deletion's reply has no body.
    return route.operation.action === 'delete'
      ? undefined
      : tagged(decodeObject(route.resource.properties, objectOf(text)), etag);
  };
  return [route.name.charAt(0).toLowerCase() + route.name.slice(1), method];
}

function listMethods(route: Route, transport: Transport): Named[] {
  const stream = (...given: readonly unknown[]) => {
    const { path, params, options } = callOf(route, given);
    return streamRecords(route, transport, path, params, options);
  };
  const list = async (...given: readonly unknown[]) => {
    const records = [];
    for await (const record of stream(...given)) records.push(record);
    return records;
  };
  const page = async (...given: readonly unknown[]) => {
    const { path, params, options } = callOf(route, given);
    return fetchPage(route, transport, requestOf(route, transport.base, path, params), options);
  };
  const subject = route.name.slice(http.list.verb.length);
  return [
    [`list${subject}`, list],
    [`page${subject}`, page],
    [`stream${subject}`, stream],
  ];
}
