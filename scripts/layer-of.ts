import { type Layer, layeredFolders, layers } from './layers.ts';

/** The layer of a file. */
export function layerOf(path: string): Layer | undefined {
  const fitting = layers.filter((layer) => path.startsWith(layer.path));
  return fitting.toSorted((one, other) => other.path.length - one.path.length)[0];
}

/** The files and folders of {@link layeredFolders} that have no layer of their own. */
export function findUnlayered(paths: readonly string[]): string[] {
  const unlayered = paths.flatMap((path) => {
    const folder = layeredFolders.find((each) => path.startsWith(each));
    if (folder === undefined || (layerOf(path)?.path ?? '').startsWith(folder)) return [];
    const [name, ...rest] = path.slice(folder.length).split('/');
    return [`${folder}${name}${rest.length > 0 ? '/' : ''}`];
  });
  return [...new Set(unlayered)];
}
