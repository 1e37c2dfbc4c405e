import { type Tone, tones } from './plot-definitions.ts';

/** The colours of a chart. */
export type Palette = Record<Tone | 'border', string>;

const tokens: Readonly<Record<keyof Palette, string>> = {
  accent: '--accent-text',
  success: '--success',
  warning: '--warning',
  danger: '--danger',
  muted: '--fg-muted',
  border: '--border',
};

/** Reads the colours of the current scheme: a canvas understands neither tokens nor `light-dark()`. */
export function readPalette(parent: HTMLElement): Palette {
  const probe = parent.ownerDocument.createElement('span');
  parent.append(probe);
  const read = (name: keyof Palette) => {
    probe.style.color = `var(${tokens[name]})`;
    return getComputedStyle(probe).color;
  };
  const palette = {
    ...(Object.fromEntries(tones.map((tone) => [tone, read(tone)])) as Record<Tone, string>), // One entry per tone.
    border: read('border'),
  };
  probe.remove();
  return palette;
}
