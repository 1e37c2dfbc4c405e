import MiniSearch from 'minisearch';
import { type SearchDocument, searchOptions } from './search-options.ts';

const maxResults = 12;

/** The start of the site, relative to this page. */
const base = document.documentElement.dataset['root'] ?? '';

/** Lets the button, Ctrl K and `/` open the search. The index is fetched when it is opened for the first time. */
export function setUpSearch(): void {
  const button = document.querySelector<HTMLButtonElement>('#search-button');
  if (button === null) return;
  let dialog: HTMLDialogElement | undefined;
  const open = () => {
    dialog ??= createDialog();
    dialog.showModal();
  };
  button.hidden = false;
  button.addEventListener('click', open);
  addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof HTMLInputElement;
    const isShortcut =
      (event.key === 'k' && (event.ctrlKey || event.metaKey)) || (event.key === '/' && !isTyping);
    if (!isShortcut || dialog?.open) return;
    event.preventDefault();
    open();
  });
}

function createDialog(): HTMLDialogElement {
  const dialog = document.createElement('dialog');
  dialog.className = 'search';
  dialog.setAttribute('aria-label', 'Search');
  const input = document.createElement('input');
  input.type = 'search';
  input.placeholder = 'Search the documentation';
  input.setAttribute('aria-label', 'Search the documentation');
  const status = document.createElement('p');
  status.setAttribute('role', 'status');
  const list = document.createElement('ul');
  dialog.append(input, status, list);
  document.body.append(dialog);

  const index = loadIndex();
  const show = async () => {
    const words = input.value.trim();
    const found = words === '' ? [] : (await index).search(words).slice(0, maxResults);
    // A result of an earlier text may come after that of a later one.
    if (words !== input.value.trim()) return;
    status.textContent = words !== '' && found.length === 0 ? 'Nothing was found.' : '';
    list.replaceChildren(
      ...found.map(({ id, title, page, excerpt }) => createResult(id, title, page, excerpt)),
    );
  };
  const showOrFail = () =>
    show().catch(() => {
      status.textContent = 'The search could not be loaded.';
    });
  input.addEventListener('input', showOrFail);
  dialog.addEventListener('click', (event) => {
    // A click on the backdrop has the dialog itself as its target; one on a link leads away, maybe on this same page.
    if (event.target === dialog || (event.target as Element).closest('a')) dialog.close();
  });
  dialog.addEventListener('keydown', (event) => moveFocus(event, input, list));
  return dialog;
}

async function loadIndex(): Promise<MiniSearch<SearchDocument>> {
  const response = await fetch(`${base}search-index.json`);
  if (!response.ok) throw new Error(`The index of the search has status ${response.status}`);
  return MiniSearch.loadJSON<SearchDocument>(await response.text(), searchOptions);
}

function createResult(href: string, title: string, page: string, excerpt: string): HTMLLIElement {
  const link = document.createElement('a');
  link.className = 'result';
  link.href = base + href;
  const heading = document.createElement('strong');
  heading.textContent = title;
  const place = document.createElement('small');
  place.textContent = page === title ? '' : page;
  const text = document.createElement('span');
  text.textContent = excerpt;
  link.append(heading, place, text);
  const item = document.createElement('li');
  item.append(link);
  return item;
}

/** Arrows move through the results, and Enter in the field opens the first one. */
function moveFocus(event: KeyboardEvent, input: HTMLInputElement, list: HTMLUListElement): void {
  const stops: (Element | null)[] = [input, ...list.querySelectorAll('a')];
  const current = stops.indexOf(document.activeElement);
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    const next = (current + (event.key === 'ArrowDown' ? 1 : -1) + stops.length) % stops.length;
    const target = stops[next];
    if (target instanceof HTMLElement) target.focus();
  } else if (event.key === 'Enter' && current === 0) {
    list.querySelector('a')?.click();
  }
}
