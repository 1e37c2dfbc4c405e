const states = ['active', 'inactive', 'closed'] as const;
export type FilterState = (typeof states)[number];
export const filterStates: readonly FilterState[] = states;

/** What the list of conversations shows; a part of its address. */
export interface ConversationFilters {
  readonly state?: FilterState | undefined;
  /** First and last day of the creation, such as `2026-01-31`. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly search?: string | undefined;
}

/** Reads the filters of an address; what is malformed is left out. */
export function parseConversationFilters(search: Readonly<Record<string, unknown>>): ConversationFilters {
  const state = states.find((each) => each === search['state']);
  const [from, to] = [parseDay(search['from']), parseDay(search['to'])];
  // The router turns a search for digits into a number.
  const text = ['string', 'number'].includes(typeof search['search']) ? String(search['search']) : '';
  return {
    ...(state !== undefined && { state }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(text !== '' && { search: text }),
  };
}

const parseDay = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : undefined;

/** The parameters of the list for some filters. Days are those of the user's time zone. */
export function listParameters({ state, from, to }: ConversationFilters): {
  state?: FilterState;
  startDate?: Date;
  endDate?: Date;
} {
  return {
    ...(state !== undefined && { state }),
    ...(from !== undefined && { startDate: new Date(`${from}T00:00:00`) }),
    ...(to !== undefined && { endDate: new Date(`${to}T23:59:59`) }),
  };
}
