import { posix } from 'node:path';
import type { LoadedSection, Page } from './pages.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"]/g, (char) => escapes[char] ?? char);

/** What all pages share. */
export interface Layout {
  readonly sections: readonly LoadedSection[];
  /** Paths in the site of the style sheet and the scripts; `theme` runs before the page is drawn. */
  readonly assets: { readonly style: string; readonly main: string; readonly theme: string };
  readonly version: string;
}

/**
 * Renders a page. All its links are relative, so that the site works below any path.
 *
 * @param content the HTML of its document.
 */
export function renderPage(page: Page, content: string, layout: Layout): string {
  const to = (path: string): string => posix.relative(posix.dirname(page.output), path);
  const pages = layout.sections.flatMap((section) => section.pages);
  const index = pages.indexOf(page);
  const [previous, next] = [pages[index - 1], pages[index + 1]];
  const neighbour = (each: Page | undefined, rel: string, name: string): string =>
    each === undefined
      ? ''
      : `<a rel="${rel}" href="${to(each.output)}"><small>${name}</small>${escapeHtml(each.label)}</a>`;
  const title = page.output === 'index.html' ? 'Colloquy' : `${page.title} · Colloquy`;
  return `<!doctype html>
<html lang="en" data-root="${to('index.html').slice(0, -'index.html'.length)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="${to('icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${to(layout.assets.style)}">
<script src="${to(layout.assets.theme)}"></script>
<script type="module" src="${to(layout.assets.main)}"></script>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<button class="menu-button" popovertarget="menu" aria-label="Pages">☰</button>
<a class="brand" href="${to('index.html')}"><img src="${to('icon.svg')}" alt="" width="24" height="24">Colloquy <small>${escapeHtml(layout.version)}</small></a>
<button id="search-button" hidden>Search <kbd>Ctrl K</kbd></button>
<button id="theme-button" hidden aria-label="Light or dark">◐</button>
</header>
<nav id="menu" popover aria-label="Pages">
${layout.sections.map((section) => renderSection(section, page, to)).join('\n')}
</nav>
<div class="columns">
<main id="content" tabindex="-1">
<article>
${content}</article>
<nav class="neighbours" aria-label="Previous and next page">${neighbour(previous, 'prev', 'Previous')}${neighbour(next, 'next', 'Next')}</nav>
</main>
${renderOutline(page)}
</div>
</body>
</html>
`;
}

/** It is sent at any address, so it uses no files; its link leads to the start page of the site, or of the decisions. */
export function renderMissingPage(): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>There is no such page · Colloquy</title>
</head>
<body>
<main>
<h1>There is no such page</h1>
<p>The <a href="./">start page</a> leads to all others.</p>
</main>
</body>
</html>
`;
}

function renderSection(section: LoadedSection, page: Page, to: (path: string) => string): string {
  const items = section.pages.map((each) => {
    const current = each === page ? ' aria-current="page"' : '';
    return `<li><a href="${to(each.output)}"${current}>${escapeHtml(each.label)}</a></li>`;
  });
  const list = `<ul>\n${items.join('\n')}\n</ul>`;
  if (!section.collapsed) return `<h2>${escapeHtml(section.title)}</h2>\n${list}`;
  const open = section.pages.includes(page) ? ' open' : '';
  return `<details${open}><summary><h2>${escapeHtml(section.title)}</h2></summary>\n${list}</details>`;
}

/** The headings of a page; of a long one, only those of the second level. */
function renderOutline(page: Page): string {
  const headings = page.document.passages.filter(({ level }) => level === 2 || level === 3);
  const shown = headings.length > 24 ? headings.filter(({ level }) => level === 2) : headings;
  if (shown.length < 2) return '<aside></aside>';
  const items = shown.map(
    ({ level, id, text }) => `<li class="level-${level}"><a href="#${id}">${escapeHtml(text)}</a></li>`,
  );
  return `<aside><nav aria-label="On this page"><h2>On this page</h2>\n<ul>\n${items.join('\n')}\n</ul></nav></aside>`;
}
