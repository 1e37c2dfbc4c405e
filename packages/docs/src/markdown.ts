import GithubSlugger from 'github-slugger';
import highlighter from 'highlight.js/lib/common';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import nginx from 'highlight.js/lib/languages/nginx';
import MarkdownIt from 'markdown-it';

highlighter.registerLanguage('nginx', nginx);
highlighter.registerLanguage('dockerfile', dockerfile);

/** A heading of a document. */
interface Heading {
  readonly level: number;
  /** Its text without markup. */
  readonly text: string;
  /** Its anchor, as GitHub computes it, so that a link works here and there. */
  readonly id: string;
}

/** A heading with the text up to the next one. */
interface Passage extends Heading {
  readonly content: string;
}

/** A link or an image of a document. */
interface Reference {
  readonly target: string;
  /** From 1. */
  readonly line: number;
}

/** A fenced block of code. */
interface CodeBlock {
  /** The words after the fence, such as `ts`. */
  readonly info: string;
  readonly text: string;
  readonly line: number;
}

/** What a document consists of. */
export interface Document {
  readonly passages: readonly Passage[];
  readonly references: readonly Reference[];
  readonly codeBlocks: readonly CodeBlock[];
  /** Renders it as HTML, without inline styles or scripts. */
  render(resolve: ResolveReference): string;
}

/** Where a reference leads in the site: an address, or only its text if the site does not have the target. */
export type ResolveReference = (target: string) => { readonly href: string } | { readonly title: string };

const parser = MarkdownIt({ html: true });

/** @throws Error for HTML other than comments and line breaks: it would look different in a repository's browser and in the site. */
export function parseDocument(text: string): Document {
  const tokens = parser.parse(text, {});
  const slugger = new GithubSlugger();
  const passages: { level: number; text: string; id: string; content: string }[] = [];
  const references: Reference[] = [];
  const codeBlocks: CodeBlock[] = [];
  let line = 1;
  for (const [index, token] of tokens.entries()) {
    line = (token.map?.[0] ?? line - 1) + 1;
    if (token.type === 'heading_open') {
      const heading = plainText(tokens[index + 1]?.children ?? []);
      const id = slugger.slug(heading);
      token.attrSet('id', id);
      passages.push({ level: Number(token.tag.slice(1)), text: heading, id, content: '' });
      continue;
    }
    const isHeading = tokens[index - 1]?.type === 'heading_open';
    const passage = passages.at(-1);
    if (token.type === 'fence') codeBlocks.push({ info: token.info.trim(), text: token.content, line });
    if (passage && !isHeading && ['inline', 'fence'].includes(token.type))
      passage.content += `${token.children ? plainText(token.children) : token.content} `;
    const inner = token.children ?? [];
    for (const each of inner) {
      const target = each.attrGet(each.type === 'image' ? 'src' : 'href');
      if (target !== null) references.push({ target: String(target), line });
    }
    for (const each of [token, ...inner]) {
      if (each.type.startsWith('html_') && !/^(?:<!--|<br>$)/.test(each.content.trim()))
        throw new Error(`line ${line}: HTML is not possible in documents: ${each.content.trim()}`);
    }
  }
  return {
    passages,
    references,
    codeBlocks,
    render: (resolve) => {
      resolveReferences(tokens, resolve);
      return parser.renderer.render(tokens, parser.options);
    },
  };
}

type Tokens = ReturnType<typeof parser.parse>;

const plainText = (children: Tokens): string =>
  children
    .map((child) => (child.type === 'softbreak' ? ' ' : child.type.startsWith('html_') ? '' : child.content))
    .join('');

const languages: Readonly<Record<string, string>> = { sh: 'bash', js: 'javascript', ts: 'typescript' };

function highlight(code: string, info: string): string {
  const name = languages[info] ?? info;
  const language = highlighter.getLanguage(name) ? name : undefined;
  return language === undefined ? escapeHtml(code) : highlighter.highlight(code, { language }).value;
}

const { rules } = parser.renderer;
const { escapeHtml } = parser.utils;

rules['html_block'] = () => '';
rules['html_inline'] = (tokens, index) => (tokens[index]?.content === '<br>' ? '<br>' : '');
rules['fence'] = (tokens, index) => {
  const { info = '', content = '' } = tokens[index] ?? {};
  // Whoever has no mouse scrolls wide blocks and tables with the keyboard, so they can have the focus.
  return `<div class="code"><pre tabindex="0"><code>${highlight(content, info.split(' ', 1)[0] ?? '')}</code></pre></div>\n`;
};
rules['table_open'] = () => '<div class="table" tabindex="0"><table>\n';
// The head of a column of names can be empty, which a heading must not be.
rules['th_open'] = (tokens, index) => (tokens[index + 1]?.content === '' ? '<td>' : '<th>');
rules['th_close'] = (tokens, index) => (tokens[index - 1]?.content === '' ? '</td>' : '</th>');
rules['table_close'] = () => '</table></div>\n';
rules['heading_close'] = (tokens, index) => {
  const id = tokens[index - 2]?.attrGet('id') ?? '';
  const tag = tokens[index]?.tag ?? '';
  return `<a class="anchor" href="#${id}" aria-label="Link to this section">#</a></${tag}>\n`;
};
/** Lets links and images lead to where they are in the site. A link to what it does not have becomes a mere text. */
function resolveReferences(tokens: Tokens, resolve: ResolveReference): void {
  for (const { children } of tokens) {
    let closingTag = 'a';
    for (const token of children ?? []) {
      if (token.type === 'link_close') token.tag = closingTag;
      const name = token.type === 'image' ? 'src' : 'href';
      const target = token.attrGet(name);
      if (target === null) continue;
      const resolved = resolve(String(target));
      closingTag = 'title' in resolved ? 'span' : 'a';
      if ('href' in resolved) {
        token.attrSet(name, resolved.href);
      } else {
        token.tag = 'span';
        token.attrs = [
          ['class', 'source'],
          ['title', resolved.title],
        ];
      }
    }
  }
}
