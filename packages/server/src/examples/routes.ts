import { ApiError, createToken, type Endpoint } from '@colloquy/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IssueToken } from '../accounts/access-tokens/issue-token.ts';
import { type EndpointDeps, mountEndpoint } from '../http/mount-endpoint.ts';
import { sendError } from '../http/send-reply.ts';
import { procedure } from '../rest/handler.ts';
import { notFound } from '../rest/not-found.ts';
import { createExampleFiles } from './example-files.ts';
import { type PageKey, pageKeyHeader } from './page-key.ts';

const path = '/examples/chat';

/** The path that leads to the page; with the key, in the fragment, which browsers send to nobody. */
export const examplePath = (key: PageKey | undefined): string =>
  key === undefined ? `${path}/` : `${path}/#key=${key.text}`;

interface ExampleOptions {
  readonly deps: EndpointDeps;
  /**
   * Creates the tokens of the page's users for an account, for pages with the key and without credentials; undefined
   * where others than the developer can reach the server. The page then asks for a token.
   */
  readonly tokens:
    | { readonly issueToken: IssueToken; readonly accountSid: string; readonly key: PageKey }
    | undefined;
}

/** Mounts the example page, a chat with the official client SDK. */
export function mountExamples(server: FastifyInstance, { deps, tokens }: ExampleOptions): void {
  const find = createExampleFiles();
  const send = async (request: FastifyRequest, reply: FastifyReply, name: string) => {
    const found = await find(name);
    if (found === undefined) {
      sendError(reply, notFound(request.url));
      return reply;
    }
    return reply
      .type(found.type)
      .header('cache-control', 'no-cache')
      .header('content-security-policy', contentSecurityPolicy(deps.baseUrl(request)))
      .send(found.content);
  };
  const config = { public: true };
  server.get(path, { config }, async (request, reply) => {
    // The page's URLs are relative, so that it works below the path of a proxy, too.
    const [pathname = '', query] = request.url.split('?', 2);
    if (!pathname.endsWith('/')) return reply.redirect(query === undefined ? 'chat/' : `chat/?${query}`);
    return send(request, reply, 'index.html');
  });
  server.get<{ Params: { file: string } }>(`${path}/:file`, { config }, (request, reply) =>
    send(request, reply, request.params.file),
  );
  if (tokens !== undefined) mountExampleToken(server, deps, tokens);
}

/** A token for the page, whose key stands for credentials. It is not a part of the API, so the contract does not have it. */
const createExampleToken = {
  ...createToken,
  name: 'CreateExampleToken',
  path: `${path}/token`,
  authentication: 'token',
  parameters: { Identity: createToken.parameters.Identity },
} as const satisfies Endpoint;

function mountExampleToken(
  server: FastifyInstance,
  deps: EndpointDeps,
  { issueToken, accountSid, key }: NonNullable<ExampleOptions['tokens']>,
): void {
  mountEndpoint(server, deps, createExampleToken, procedure({ run: issueToken }), {
    authenticate: async ({ headers }) => {
      if (!key.matches(headers[pageKeyHeader]))
        throw new ApiError(
          20403,
          'Only the address that the server has printed at its start gets tokens here',
        );
      return { accountSid, actor: accountSid };
    },
  });
}

/**
 * Allows what the page needs: its own files, and the server's API and socket.
 *
 * @param baseUrl of the server; media have this origin, also if the page was opened under another name.
 */
function contentSecurityPolicy(baseUrl: string): string {
  const { origin } = new URL(baseUrl);
  const socket = origin.replace(/^http/, 'ws');
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `connect-src 'self' ${origin} ${socket}`,
    `img-src 'self' ${origin} blob:`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
