/** Figures as the report shows them. */

/** In place of a figure that there is none of. */
export const none = '–';

export function verdict(isMet: boolean): string {
  return isMet ? 'met' : 'MISSED';
}

export function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

export function milliseconds(value: number): string {
  return value.toFixed(2);
}

export function microseconds(value: number | null): string {
  return value === null ? none : value.toFixed(value < 100 ? 1 : 0);
}

/** How many times as much; blank when it could not be measured. */
export function times(value: number | null): string {
  return value?.toFixed(2) ?? none;
}
