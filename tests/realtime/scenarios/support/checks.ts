/** How long a value may take to arrive. A busy machine needs much more than an idle one. */
const timeoutMs = 10_000;

interface Emitter {
  // The argument of an event depends on its name, which is a parameter here.
  on(event: string, listener: (argument: never) => void): unknown;
  off(event: string, listener: (argument: never) => void): unknown;
}

/** Resolves with the argument of the next event that meets a condition. Call it before what causes the event. */
export function nextEvent<Argument>(
  emitter: Emitter,
  event: string,
  condition: (argument: Argument) => boolean = () => true,
): Promise<Argument> {
  const next = new Promise<Argument>((resolve, reject) => {
    const timer = setTimeout(() => {
      emitter.off(event, listener);
      reject(new Error(`No ${event} has come.`));
    }, timeoutMs);
    const listener = (argument: Argument) => {
      if (!condition(argument)) return;
      clearTimeout(timer);
      emitter.off(event, listener);
      resolve(argument);
    };
    emitter.on(event, listener);
  });
  // What is awaited first can fail first.
  next.catch(() => {});
  return next;
}

/** @throws Error unless a value equals another one, with exactly the same properties. */
export function equal(actual: unknown, expected: unknown): void {
  if (!isAlike(actual, expected, true)) throw mismatch(actual, expected);
}

/** @throws Error unless a value has all properties of a pattern, with equal values. Arrays have the same length. */
export function matches(actual: unknown, pattern: unknown): void {
  if (!isAlike(actual, pattern, false)) throw mismatch(actual, pattern);
}

/** Reads a value until it matches a pattern. */
export async function eventually(read: () => unknown, pattern: unknown): Promise<void> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const actual = await read();
    if (isAlike(actual, pattern, false)) return;
    if (Date.now() > end) throw mismatch(actual, pattern);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Whether a date is the one that the REST API shows, which has no milliseconds. */
export const isSameSecond = (date: Date | null | undefined, shown: unknown): boolean =>
  Math.floor(Number(date) / 1000) === Date.parse(String(shown)) / 1000;

/** Waits for a rejection with an error that matches a pattern. */
export async function rejects(promise: PromiseLike<unknown>, pattern: object = {}): Promise<void> {
  const error = await promise.then(
    (value) => {
      throw mismatch(value, 'a rejection');
    },
    (reason: unknown) => reason,
  );
  matches(error, pattern);
}

function isAlike(actual: unknown, expected: unknown, exact: boolean): boolean {
  if (Object.is(actual, expected)) return true;
  if (typeof actual !== 'object' || typeof expected !== 'object' || !actual || !expected) return false;
  if (expected instanceof Date) return actual instanceof Date && actual.getTime() === expected.getTime();
  if (Array.isArray(expected) && (!Array.isArray(actual) || actual.length !== expected.length)) return false;
  if (exact && Object.keys(actual).length !== Object.keys(expected).length) return false;
  return Object.entries(expected).every(([key, value]) => isAlike(Reflect.get(actual, key), value, exact));
}

const mismatch = (actual: unknown, expected: unknown): Error =>
  new Error(`${show(partOf(actual, expected))} does not match ${show(expected)}.`);

/** The properties that a pattern names: objects of the SDK have getters, and refer to each other. */
function partOf(value: unknown, pattern: unknown): unknown {
  if (typeof value !== 'object' || typeof pattern !== 'object' || !value || !pattern) return value;
  if (Array.isArray(value)) return value.map((each, n) => partOf(each, Reflect.get(pattern, n) ?? {}));
  if (value instanceof Error || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(pattern).map(([key, each]) => [key, partOf(Reflect.get(value, key), each)]),
  );
}

function show(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return JSON.stringify(value)?.slice(0, 1000) ?? String(value);
}
