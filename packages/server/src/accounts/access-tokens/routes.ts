import { createToken } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { type EndpointDeps, mountEndpoint } from '../../http/mount-endpoint.ts';
import { procedure } from '../../rest/handler.ts';
import type { IssueToken } from './issue-token.ts';

/** Mounts the endpoint that creates access tokens for developers. */
export function mountAccessTokens(server: FastifyInstance, deps: EndpointDeps, issueToken: IssueToken): void {
  mountEndpoint(server, deps, createToken, procedure({ run: issueToken }));
}
