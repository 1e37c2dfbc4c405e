import type { ReferenceOperation, ReferencePath } from '@colloquy/contract';
import { parsePath } from '../sdk-call/parse-path.ts';
import type { ParameterValue, Reproduction } from '../sdk-call/render-call.ts';
import { fillKeys, fillPath, type RequestValues, valuesIn } from './request-values.ts';

/** Describes a request as a call of the SDKs, or as a request with curl for an operation that they do not have. */
export function toReproduction(
  operation: ReferenceOperation,
  path: ReferencePath,
  values: RequestValues,
): Reproduction {
  const { action, method, authentication, body } = operation;
  const parameters = Object.fromEntries(
    Object.entries(values.parameters).map(([name, texts]): [string, ParameterValue] => [
      name,
      operation.parameters[name]?.repeated ? texts : (texts[0] ?? ''),
    ]),
  );
  const pathname = fillKeys(path, values.keys);
  if (action !== undefined)
    return { kind: 'call', call: { action, path: parsePath(pathname), parameters, headers: values.headers } };
  const headers = { ...values.headers, ...Object.fromEntries(valuesIn(operation, 'header', values)) };
  const isPublic = authentication === 'public';
  if (body === undefined)
    return { kind: 'request', request: { method, path: pathname, parameters, headers, isPublic } };
  return {
    kind: 'request',
    request: {
      method,
      path: fillPath(operation, path, values),
      headers: {
        ...headers,
        'Content-Type': body.kind === 'json' ? 'application/json' : contentType(values),
      },
      body: body.kind === 'json' ? String(values.body ?? '') : '@photo.png',
      isPublic,
    },
  };
}

const contentType = ({ body }: RequestValues): string =>
  (body instanceof Blob ? body.type : '') || 'image/png';
