import { ApiError, camelCase, type Route } from '@colloquy/contract';
import { assertAllowed, type UserRequest, type Users } from './access.ts';
import type { IncomingRequest } from './incoming-request.ts';
import type { Precondition } from './pipeline.ts';
import type { RequestContext } from './request-context.ts';

/** What the pipeline of a route does for users of the client SDKs, and does not do for back ends. */
export interface OperationAuthorization {
  /** @throws ApiError 20403 for an operation that users cannot use. */
  readonly assertUsable: (incoming: IncomingRequest) => void;
  /** The request with the parameters that a user need not send, because they follow from the identity. */
  readonly complete: (request: RequestContext) => RequestContext;
  /** Returns the check of what the user may do; undefined for a back end. */
  readonly readAuthorization: (request: RequestContext) => Precondition | undefined;
}

export function operationAuthorization(
  route: Route,
  { findStanding }: Pick<Users, 'findStanding'>,
): OperationAuthorization {
  const { operation, mount } = route;
  // Without a service in the path, it would be the account's default one, which may not be that of the token.
  const users = mount === 'service' ? operation.users : undefined;
  return {
    assertUsable({ principal }) {
      if (principal.identity !== undefined && users === undefined) throw new ApiError(20403);
    },
    complete(request) {
      const name = users?.identityParameter;
      return name === undefined || request.identity === undefined
        ? request
        : { ...request, parameters: { [camelCase(name)]: request.identity, ...request.parameters } };
    },
    readAuthorization(request) {
      if (!isUserRequest(request) || users === undefined) return undefined;
      return async (reader) => {
        const standing = await findStanding(reader, route, users, request);
        // Without one the path names nothing, which the handler finds out as well.
        if (standing !== undefined) assertAllowed(operation, users, standing, request);
      };
    },
  };
}

export const isUserRequest = (request: RequestContext): request is UserRequest =>
  request.identity !== undefined;
