import { canUseIfNoneMatch, conditionalHeaders, notModified } from '../conditional-requests.ts';
import { errorsOfRoute } from '../error-replies.ts';
import { describePath } from '../path-parameters.ts';
import { objectName, type Route } from '../routes.ts';
import { errorResponses } from './error-responses.ts';
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
      ...pathObjects(describePath(route.path, route.resource)),
      ...parameterObjects(operation.parameters),
      ...headerObjects(conditionalHeaders(route)),
    ],
    ...requestBody(operation.parameters),
    responses: {
      [route.status]: reply,
      ...(route.accepted !== undefined && { [route.accepted]: reply }),
      ...(canUseIfNoneMatch(route) && {
        304: { description: notModified },
      }),
      ...errorResponses(errorsOfRoute(route)),
    },
  };
}
