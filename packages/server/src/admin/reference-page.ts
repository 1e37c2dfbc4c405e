import {
  type AnyParameter,
  api,
  errors,
  type Operation,
  objectName,
  type openApi,
  type Resource,
  type Route,
  routesOf,
} from '@colloquy/contract';

type Document = ReturnType<typeof openApi>;

/** Renders the API reference as a single page of HTML, without scripts or further requests. */
export function renderReferencePage({ info, servers }: Document): string {
  const base = servers[0]?.url ?? '';
  const resources = Object.values<Resource>(api);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title} ${info.version}</title><style>${style}</style></head><body>
<header><h1>${info.title} <small>${info.version}</small></h1>
<p>This server implements the Twilio Conversations v1 API at <code>${escapeHtml(base)}/v1</code>. Authenticate with HTTP Basic:
the account SID and its auth token, or the SID and the secret of an API key.</p>
<p><a href="/openapi.json">OpenAPI</a> · <a href="/healthz">health</a> · <a href="/readyz">readiness</a> · <a href="/metrics">metrics</a></p></header>
<nav>${resources.map((each) => `<a href="#${objectName(each)}">${objectName(each)}</a>`).join('')}</nav>
<main>${resources.map((resource) => renderResource(resource, base)).join('')}</main></body></html>`;
}

function renderResource(resource: Resource, base: string): string {
  const routes = routesOf(resource);
  const operations = Object.values<Operation>(resource.operations);
  return `<section id="${objectName(resource)}"><h2>${objectName(resource)}</h2><p>${resource.description}</p>
${operations
  .map((operation) =>
    renderOperation(
      operation,
      routes.filter((route) => route.operation === operation),
      base,
    ),
  )
  .join('')}</section>`;
}

function renderOperation(operation: Operation, routes: readonly Route[], base: string): string {
  const [first] = routes;
  if (first === undefined) return '';
  const parameters = Object.entries(operation.parameters);
  const codes = operation.errors.map(
    (code) => `<li><code>${code}</code> ${escapeHtml(errors[code].message)}</li>`,
  );
  return `<details><summary><b class="${first.method}">${first.method}</b> <code>${escapeHtml(first.path)}</code>
<span>${operation.summary}</span></summary>
<p>${routes.map(({ name, path }) => `<code>${name}</code> at <code>${escapeHtml(path)}</code>`).join('<br>')}</p>
${parameters.length > 0 ? `<table><tr><th>Parameter</th><th>In</th><th>Meaning</th></tr>${parameters.map(renderParameter).join('')}</table>` : ''}
<pre>${escapeHtml(renderCurl(first, base))}</pre>
<p>Returns ${first.status}. ${codes.length > 0 ? 'Errors specific to this operation:' : ''}</p>${codes.length > 0 ? `<ul>${codes.join('')}</ul>` : ''}
</details>`;
}

const renderParameter = ([name, { in: location, description, required, codec }]: [
  string,
  AnyParameter,
]): string =>
  `<tr><td><code>${name}</code>${required ? ' <i>required</i>' : ''}</td><td>${location}</td>
<td>${escapeHtml(description)}${codec.schema.enum ? `<br><small>${codec.schema.enum.join(' · ')}</small>` : ''}</td></tr>`;

/** A command to paste after replacing the names in braces. */
function renderCurl({ method, path, operation }: Route, base: string): string {
  const field = Object.entries(operation.parameters).find(([, parameter]) => parameter.in === 'form')?.[0];
  const verb = method === 'GET' ? '' : ` -X ${method}`;
  return `curl${verb} '${base}${path}' -u "$ACCOUNT_SID:$AUTH_TOKEN"${field ? ` --data-urlencode '${field}=...'` : ''}`;
}

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const style = `
:root{color-scheme:light dark;--line:color-mix(in srgb,currentColor 18%,transparent);--soft:color-mix(in srgb,currentColor 6%,transparent)}
body{font:16px/1.55 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:2rem 1.25rem}
h1{margin:0}h1 small{font-weight:400;opacity:.6;font-size:1rem}h2{margin:2.5rem 0 0}
nav{display:flex;gap:1rem;flex-wrap:wrap;padding:.6rem 0;border-block:1px solid var(--line)}
a{color:#0b6e99}code,pre{font:.88em/1.5 ui-monospace,monospace}pre{background:var(--soft);padding:.7rem;border-radius:6px;overflow:auto}
details{border:1px solid var(--line);border-radius:8px;margin:.6rem 0;padding:.55rem .9rem}
summary{cursor:pointer;display:flex;gap:.7rem;flex-wrap:wrap;align-items:baseline}summary span{opacity:.7}
b{font:600 .74rem ui-monospace,monospace;padding:.1rem .45rem;border-radius:4px;color:#fff;min-width:3rem;text-align:center}
.GET{background:#1f7a4d}.POST{background:#8a5a00}.DELETE{background:#a32d2d}
table{border-collapse:collapse;width:100%;font-size:.92em}th{text-align:left}td,th{padding:.35rem .6rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}
i{font-size:.8em;opacity:.7}`;
