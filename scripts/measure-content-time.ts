import type { Browser, CDPSession } from 'playwright-core';
import type { ConsolePage } from './console-pages.ts';

/** A new window is still busy with itself for this long, which a person who opens a page does not wait for. */
const windowStartMs = 800;

/** A page without its content by then has failed. */
const maxContentMs = 30_000;

/**
 * Opens a page in a new window with an empty cache, and measures the time from the navigation until the content is painted.
 * The window has no other observer: with those of Playwright, Chromium reports each request with the place in the script
 * that sent it, and parses large parts of the scripts again to find it.
 *
 * @returns milliseconds.
 */
export async function measureContentTime(
  browser: Browser,
  url: string,
  consolePage: ConsolePage,
): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  // Playwright leaves windows alone that it has not opened.
  const { browserContextId } = await session.send('Target.createBrowserContext');
  try {
    const { targetId } = await session.send('Target.createTarget', {
      url: 'about:blank',
      browserContextId,
      width: 1280,
      height: 800,
    });
    const send = await attach(session, targetId);
    await send('Page.enable', {});
    await send('Page.addScriptToEvaluateOnNewDocument', { source: noteContentTime(consolePage) });
    await new Promise((resolve) => setTimeout(resolve, windowStartMs));
    await send('Page.navigate', { url });
    return readTime(await send('Runtime.evaluate', { expression: 'contentTime', awaitPromise: true }));
  } finally {
    await session.send('Target.disposeBrowserContext', { browserContextId });
    await session.detach();
  }
}

/** Returns a function that sends a command to a page, and resolves with its reply as JSON. */
async function attach(session: CDPSession, targetId: string) {
  // Playwright refuses the messages of sessions that it does not know, so these go through that of the browser.
  const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false });
  let lastId = 0;
  return async (method: string, params: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const id = ++lastId;
    const reply = Promise.withResolvers<unknown>();
    const onMessage = ({ message }: { readonly message: string }) => {
      const received: unknown = JSON.parse(message);
      if (typeof received === 'object' && received !== null && 'id' in received && received.id === id)
        reply.resolve(received);
    };
    session.on('Target.receivedMessageFromTarget', onMessage);
    try {
      await session.send('Target.sendMessageToTarget', {
        sessionId,
        message: JSON.stringify({ id, method, params }),
      });
      return await reply.promise;
    } finally {
      session.off('Target.receivedMessageFromTarget', onMessage);
    }
  };
}

/** @throws Error with the reply, if it is not one with a number. */
function readTime(reply: unknown): number {
  const { result } = reply as { readonly result?: { readonly result?: { readonly value?: unknown } } }; // Checked below.
  const value = result?.result?.value;
  if (typeof value !== 'number')
    throw new Error(`The page did not show its content: ${JSON.stringify(reply)}`);
  return value;
}

/** A script that notes when the content is painted. */
const noteContentTime = ({ text }: ConsolePage) => `
  globalThis.contentTime = new Promise((resolve, reject) => {
    const content = new RegExp(${JSON.stringify(typeof text === 'string' ? RegExp.escape(text) : text.source)}, 'i');
    const observer = new MutationObserver(() => {
      if (!content.test(document.querySelector('main')?.textContent ?? '')) return;
      observer.disconnect();
      // After the next frame has been painted.
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    });
    observer.observe(document, { childList: true, subtree: true, characterData: true });
    setTimeout(() => reject(new Error('Its text is missing.')), ${maxContentMs});
  });`;
