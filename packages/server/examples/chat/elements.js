/**
 * Finds an element of the page.
 *
 * @template {HTMLElement} Type
 * @param {string} id
 * @param {new () => Type} type
 * @returns {Type}
 */
export function byId(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page has no ${type.name} #${id}.`);
  return found;
}

/**
 * Creates an element. Texts are never parsed as HTML, because they come from other users.
 *
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Partial<HTMLElementTagNameMap[Name]>} [properties]
 * @param {readonly (Node | string)[]} [children]
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, properties = {}, children = []) {
  const created = Object.assign(document.createElement(name), properties);
  created.append(...children);
  return created;
}

/**
 * Runs what a user has started. An error is shown, and the page goes on.
 *
 * @param {() => unknown} work
 * @returns {Promise<void>}
 */
export async function attempt(work) {
  hideError();
  try {
    await work();
  } catch (error) {
    showError(error);
  }
}

/** @param {unknown} error */
export function showError(error) {
  const focused = document.activeElement;
  byId('notice', HTMLElement).hidden = false;
  // Screen readers announce what changes inside of a region that is already shown.
  byId('notice-text', HTMLElement).textContent = describeError(error);
  byId('dismiss', HTMLButtonElement).onclick = () => {
    hideError();
    if (focused instanceof HTMLElement) focused.focus();
  };
}

export function hideError() {
  byId('notice', HTMLElement).hidden = true;
  byId('notice-text', HTMLElement).textContent = '';
}

/**
 * The message of an error. Those of the SDK have the reply of the server in their body.
 *
 * @param {unknown} error
 * @returns {string}
 */
function describeError(error) {
  if (!(error instanceof Error)) return String(error);
  const body = 'body' in error ? error.body : undefined;
  if (typeof body === 'object' && body !== null && 'message' in body) return String(body.message);
  return error.message;
}
