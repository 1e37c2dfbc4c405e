import {
  type AnyParameter,
  api,
  type Endpoint,
  type EndpointTag,
  endpointTags,
  errors,
  type Operation,
  objectName,
  type openApi,
  type Resource,
  routesOf,
} from '@colloquy/contract';

type Document = ReturnType<typeof openApi>;

/** One heading of the page: a resource, or the endpoints with the same tag. */
interface Section {
  readonly name: string;
  readonly description: string;
  readonly entries: readonly Entry[];
}

/** An operation with all of its paths. */
interface Entry
  extends Pick<Endpoint, 'method' | 'summary' | 'parameters' | 'status' | 'errors'>,
    Partial<Pick<Endpoint, 'authentication' | 'body' | 'otherReplies'>> {
  /** The first one is in the heading and in the example. */
  readonly paths: readonly { readonly name: string; readonly path: string }[];
}

/**
 * Renders the API reference as a single page of HTML, without scripts or further requests.
 *
 * @param endpoints the endpoints that the server has mounted.
 */
export function renderReferencePage({ info, servers }: Document, endpoints: readonly Endpoint[]): string {
  const base = servers[0]?.url ?? '';
  const resourceSections = Object.values<Resource>(api).map(resourceSection);
  const endpointSections = [...Map.groupBy(endpoints, ({ tag }) => tag)].map(endpointSection);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title} ${info.version}</title><style>${style}</style></head><body>
<header><h1>${info.title} <small>${info.version}</small></h1>
<p>This server implements the Twilio Conversations v1 API at <code>${escapeHtml(base)}/v1</code>. Authenticate with HTTP Basic:
the account SID and its auth token, or the SID and the secret of an API key.</p>
<p><a href="/openapi.json">OpenAPI</a> · <a href="/healthz">health</a> · <a href="/readyz">readiness</a> · <a href="/metrics">metrics</a></p></header>
<nav><p><strong>Conversations API</strong> ${renderLinks(resourceSections)}</p>
<p><strong>Other endpoints</strong> ${renderLinks(endpointSections)}</p></nav>
<main>${[...resourceSections, ...endpointSections].map((section) => renderSection(section, base)).join('')}</main></body></html>`;
}

function resourceSection(resource: Resource): Section {
  const routes = routesOf(resource);
  return {
    name: objectName(resource),
    description: resource.description,
    entries: Object.values<Operation>(resource.operations).flatMap((operation) => {
      const paths = routes.filter((route) => route.operation === operation);
      const [first] = paths;
      return first === undefined ? [] : [{ ...operation, method: first.method, status: first.status, paths }];
    }),
  };
}

const endpointSection = ([tag, endpoints]: readonly [EndpointTag, readonly Endpoint[]]): Section => ({
  name: tag,
  description: endpointTags[tag],
  entries: endpoints.map((endpoint) => ({ ...endpoint, paths: [endpoint] })),
});

const renderLinks = (sections: readonly Section[]): string =>
  sections.map(({ name }) => `<a href="#${name}">${name}</a>`).join(' ');

const renderSection = ({ name, description, entries }: Section, base: string): string =>
  `<section id="${name}"><h2>${name}</h2><p>${renderText(description)}</p>
${entries.map((entry) => renderEntry(entry, base)).join('')}</section>`;

function renderEntry(entry: Entry, base: string): string {
  const { method, paths, summary, status, otherReplies = {} } = entry;
  const parameters = Object.entries(entry.parameters);
  const codes = entry.errors.map(
    (code) => `<li><code>${code}</code> ${escapeHtml(errors[code].message.replace('{}', '…'))}</li>`,
  );
  const others = Object.entries(otherReplies).map(
    ([code, { description }]) => `<li><strong>${code}</strong> ${renderText(description)}</li>`,
  );
  return `<details><summary><b class="${method}">${method}</b> <code>${escapeHtml(paths[0]?.path ?? '')}</code>
<span>${renderText(summary)}</span></summary>
<p>${paths.map(({ name, path }) => `<code>${name}</code> at <code>${escapeHtml(path)}</code>`).join('<br>')}</p>
${credentials[entry.authentication ?? 'basic']}
${parameters.length > 0 ? `<table><tr><th>Parameter</th><th>In</th><th>Meaning</th></tr>${parameters.map(renderParameter).join('')}</table>` : ''}
<pre>${escapeHtml(renderCurl(entry, base))}</pre>
<p>Returns ${status}.${others.length > 0 ? ' Other replies:' : ''}</p>${renderList(others)}
${codes.length > 0 ? '<p>Errors specific to this operation:</p>' : ''}${renderList(codes)}
</details>`;
}

const renderList = (items: readonly string[]): string =>
  items.length > 0 ? `<ul>${items.join('')}</ul>` : '';

/** What an operation says about its credentials, if they differ from those in the page's introduction. */
const credentials = {
  basic: '',
  token: '<p>Also accepts an access token, in the header <code>X-Twilio-Token</code>.</p>',
  public: '<p>Needs no credentials.</p>',
} as const;

const renderParameter = ([name, { in: location, description, required, codec }]: [
  string,
  AnyParameter,
]): string =>
  `<tr><td><code>${name}</code>${required ? ' <i>required</i>' : ''}</td><td>${location}</td>
<td>${renderText(description)}${codec.schema.enum ? `<br><small>${codec.schema.enum.join(' · ')}</small>` : ''}</td></tr>`;

/** A command to paste after replacing the names in braces. */
function renderCurl({ method, paths, parameters, authentication, body }: Entry, base: string): string {
  const fields = Object.entries(parameters).filter(([, parameter]) => parameter.in === 'form');
  const required = fields.filter(([, parameter]) => parameter.required);
  const shown = required.length > 0 ? required : fields.slice(0, 1);
  return [
    `curl${method === 'GET' ? '' : ` -X ${method}`} '${base}${paths[0]?.path ?? ''}'`,
    ...(authentication === 'public' ? [] : ['-u "$ACCOUNT_SID:$AUTH_TOKEN"']),
    ...shown.map(([name]) => `--data-urlencode '${name}=...'`),
    ...(body === undefined ? [] : [bodyFlags[body.kind]]),
  ].join(' ');
}

const bodyFlags = {
  content: "-H 'Content-Type: image/png' --data-binary @photo.png",
  json: "-H 'Content-Type: application/json' -d @body.json",
} as const;

/** Escapes a text of the contract, and renders what is in backticks as code. */
const renderText = (text: string): string => escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const style = `
:root{color-scheme:light dark;--line:color-mix(in srgb,currentColor 18%,transparent);--soft:color-mix(in srgb,currentColor 6%,transparent)}
body{font:16px/1.55 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:2rem 1.25rem}
h1{margin:0}h1 small{font-weight:400;opacity:.6;font-size:1rem}h2{margin:2.5rem 0 0}
nav{border-block:1px solid var(--line)}nav p{display:flex;gap:.2rem 1rem;flex-wrap:wrap}
a{color:#0b6e99}code,pre{font:.88em/1.5 ui-monospace,monospace}pre{background:var(--soft);padding:.7rem;border-radius:6px;white-space:pre-wrap}pre,p code,summary code{overflow-wrap:anywhere}
details{border:1px solid var(--line);border-radius:8px;margin:.6rem 0;padding:.55rem .9rem}
summary{cursor:pointer;display:flex;gap:.7rem;flex-wrap:wrap;align-items:baseline}summary span{opacity:.7}
b{font:600 .74rem ui-monospace,monospace;padding:.1rem .45rem;border-radius:4px;color:#fff;min-width:3rem;text-align:center}
.GET{background:#1f7a4d}.POST{background:#8a5a00}.DELETE{background:#a32d2d}
table{border-collapse:collapse;width:100%;font-size:.92em}th{text-align:left}td,th{padding:.35rem .6rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}
i{font-size:.8em;opacity:.7}@media(max-width:40rem){td code{overflow-wrap:anywhere}}`;
