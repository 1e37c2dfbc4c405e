/** Formats figures for the report. */

/** Stands for a missing figure. */
export const missingFigure = '–';

export function formatVerdict(isMet: boolean): string {
  return isMet ? 'met' : 'MISSED';
}

export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en');
}

export function formatMilliseconds(value: number): string {
  return value.toFixed(2);
}

export function formatMicroseconds(value: number | null): string {
  return value === null ? missingFigure : value.toFixed(value < 100 ? 1 : 0);
}

/** Formats a ratio; blank when it could not be measured. */
export function formatRatio(value: number | null): string {
  return value?.toFixed(2) ?? missingFigure;
}
