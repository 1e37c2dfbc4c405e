/** The parts that all charts are drawn with. */

import type { Report } from './results.ts';

const font = 'font-family="Helvetica, Arial, DejaVu Sans, sans-serif"';

export const colours = {
  background: '#ffffff',
  text: '#1f2933',
  muted: '#66727f',
  grid: '#e3e7eb',
  product: '#2f7ebc',
  accent: '#d9822b',
};

/** What surrounds the drawing of a chart. */
interface Frame {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** Lines of small text below the title. */
  readonly subtitles: readonly string[];
}

/** Returns a chart as an SVG document. */
export function renderDocument(
  { width, height, title, subtitles }: Frame,
  content: readonly string[],
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
      `viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="100%" height="100%" fill="${colours.background}"/>`,
    renderLabel(24, 36, 19, colours.text, title, 'font-weight="bold"'),
    ...subtitles.map((subtitle, line) => renderLabel(24, 60 + 20 * line, 13, colours.muted, subtitle)),
    ...content,
    '</svg>',
    '',
  ].join('\n');
}

/** Returns what the figures of a run depend on, in one line. */
export function renderMachineLine({ machine }: Report): string {
  return (
    `${machine.processor}, Node ${machine.nodeVersion}, ` +
    `fdatasync ${machine.fdatasyncMilliseconds.toFixed(2)} ms`
  );
}

/** Draws a text; `y` is its base line, and `more` has further attributes. */
export function renderLabel(
  x: number,
  y: number,
  size: number,
  colour: string,
  text: string,
  more = '',
): string {
  const attributes =
    `x="${x.toFixed(1)}" y="${y}" ${font} font-size="${size}" fill="${colour}" ${more}`.trimEnd();
  return `<text ${attributes}>${escapeXml(text)}</text>`;
}

/** Draws a horizontal bar. */
export function renderRectangle(x: number, y: number, width: number, height: number, colour: string): string {
  return (
    `<rect x="${x}" y="${y}" width="${width.toFixed(1)}" ` + `height="${height}" rx="2" fill="${colour}"/>`
  );
}

/** Draws a vertical line of the grid with its figure below. */
export function renderGridLine(x: number, top: number, bottom: number, text: string): string {
  return (
    `<line x1="${x.toFixed(1)}" y1="${top}" x2="${x.toFixed(1)}" y2="${bottom}" stroke="${colours.grid}"/>\n` +
    renderLabel(x, bottom + 20, 12, colours.muted, text, 'text-anchor="middle"')
  );
}

/** Draws one entry of a legend. */
export function renderSwatch(x: number, y: number, colour: string, text: string): string {
  return `${renderRectangle(x, y - 10, 14, 12, colour)}\n${renderLabel(x + 20, y, 12, colours.text, text)}`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
