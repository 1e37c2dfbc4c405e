import type { FastifyInstance } from 'fastify';

/**
 * Mounts the page that a browser opens with the address of the server. It leads to the reference of the API, which is a
 * part of the console. Without the console, it says so and has the links for programs.
 *
 * @param referencePath of the console, without a slash at the beginning; undefined if the console is not served.
 */
export function mountStartPage(
  server: FastifyInstance,
  {
    referencePath,
    hasDocs,
    version,
  }: { referencePath: string | undefined; hasDocs: boolean; version: string },
): void {
  const page = Buffer.from(renderPage(version, hasDocs));
  server.get('/', { config: { public: true } }, (_request, reply) => {
    // A browser resolves it against its own address, also below the path of a proxy.
    if (referencePath !== undefined) return reply.redirect(referencePath);
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
      .send(page);
  });
}

const renderPage = (version: string, hasDocs: boolean): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Colloquy ${version}</title>
<style>:root{color-scheme:light dark}body{font:16px/1.6 system-ui,sans-serif;max-width:40rem;margin:0 auto;padding:2rem 1.25rem}</style>
</head><body><main>
<h1>Colloquy ${version}</h1>
<p>This server implements the Twilio Conversations v1 API. Its reference is a part of the web console, which this server
does not serve: start it without <code>--no-console</code> and without <code>COLLOQUY_CONSOLE=0</code>. In a clone of the
repository, <code>npm run build -- console</code> builds the console.</p>
<ul>
${hasDocs ? '<li><a href="docs/">Documentation</a></li>\n' : ''}<li><a href="openapi.json">OpenAPI document</a></li>
<li><a href="healthz">Health</a></li>
<li><a href="readyz">Readiness</a></li>
<li><a href="metrics">Metrics</a></li>
</ul>
</main></body></html>
`;
