import { camelCase, httpMapping, type Resource, type Route, routesOf } from '@colloquy/contract';
import { buildRequest } from './build-request.ts';
import { decodeObject, parseObject } from './decode.ts';
import { recordEtag } from './etags.ts';
import { type MethodArguments, parseArguments } from './method-arguments.ts';
import { fetchPage } from './page.ts';
import { type RequestShape, shapeOfRoute } from './request-shape.ts';
import { type RecordPage, streamRecords } from './stream-records.ts';
import { readText, type Transport } from './transport.ts';

/** A method without its types, which `types.ts` computes from the same contract. */
export type Method = (...given: readonly unknown[]) => unknown;

/** Creates the methods for every operation of the resources, at every path where it is mounted. */
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

export type NamedMethod = readonly [name: string, method: Method];

function createMethod(route: Route, transport: Transport): NamedMethod {
  const shape = shapeOfRoute(route);
  const method = async (...given: readonly unknown[]) => {
    const call = parseArguments(shape, given);
    const { body, etag } = await transport.send(
      buildRequest(shape, transport.base, call),
      call.options,
      readText,
    );
    // The reply to a delete has no body.
    return route.operation.action === 'delete'
      ? undefined
      : recordEtag(decodeObject(route.resource.properties, parseObject(body)), etag);
  };
  return [camelCase(route.name), method];
}

function createListMethods(route: Route, transport: Transport): NamedMethod[] {
  const shape = shapeOfRoute(route);
  return createListMethodsOf(route.name, shape, (call) =>
    fetchPage(route, transport, buildRequest(shape, transport.base, call), call.options),
  );
}

/** The methods of a list: `list`, `page` and `stream`. */
export function createListMethodsOf(
  name: string,
  shape: RequestShape,
  fetchFirst: (call: MethodArguments) => Promise<RecordPage>,
): NamedMethod[] {
  const stream = (...given: readonly unknown[]) => {
    const call = parseArguments(shape, given);
    return streamRecords(call.params, call.options, (params) => fetchFirst({ ...call, params }));
  };
  const list = async (...given: readonly unknown[]) => {
    const records = [];
    for await (const record of stream(...given)) records.push(record);
    return records;
  };
  const page = async (...given: readonly unknown[]) => fetchFirst(parseArguments(shape, given));
  const subject = name.slice(httpMapping.list.verb.length);
  return [
    [`list${subject}`, list],
    [`page${subject}`, page],
    [`stream${subject}`, stream],
  ];
}
