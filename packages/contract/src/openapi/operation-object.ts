import { canUseIfNoneMatch, conditionalErrors, conditionalHeaders } from '../conditional-requests.ts';
import { type ErrorCode, errors } from '../errors.ts';
import { isAction, objectName, type Route } from '../routes.ts';
import { commonErrorCodes, errorResponses } from './error-responses.ts';
import { headerObjects, parameterObjects, pathObjects, requestBody } from './parameter-objects.ts';
import { componentRef, jsonContent } from './reply-schemas.ts';

/** The description of a resource's operation at one of its paths. */
export function operationObject(route: Route): object {
  const { resource, operation } = route;
  const schemaName = `${objectName(resource)}${operation.action === 'list' ? 'List' : ''}`;
  const reply = {
    description: operation.summary,
    ...(operation.action !== 'delete' && jsonContent(componentRef(schemaName))),
  };
  return {
    operationId: route.name,
    summary: operation.summary,
    tags: [objectName(resource)],
    parameters: [
      ...pathObjects(route.path),
      ...parameterObjects(operation.parameters),
      ...headerObjects(conditionalHeaders(route)),
    ],
    ...requestBody(operation.parameters),
    responses: {
      [route.status]: reply,
      ...(route.accepted !== undefined && { [route.accepted]: reply }),
      ...(canUseIfNoneMatch(route) && {
        304: { description: 'The object has an ETag that the client already has.' },
      }),
      ...errorResponses([
        ...[...codesOf(route)].map((code) => ({ code, ...errors[code] })),
        ...conditionalErrors(route),
      ]),
    },
  };
}

/** All error codes that an operation can return, apart from those of its conditional headers. */
const codesOf = (route: Route): Set<ErrorCode> =>
  new Set([
    ...commonErrorCodes,
    ...(isAction(route) ? rateErrorCodes : []),
    ...route.operation.errors,
    ...(route.operation.preAction === undefined ? [] : [50056 as const]),
  ]);

/** With a configured limit of actions per second. */
const rateErrorCodes: readonly ErrorCode[] = [50063, 50074];
