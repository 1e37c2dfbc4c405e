import { valueTerm } from './value-term.ts';

/** Attributes are JSON of up to 16 KB; this many of their values can be found, and as many steps of their paths. */
const [maxValues, maxDepth] = [100, 8];
/** Longer paths and values are not in the index. */
const maxTextLength = 500;

/** Objects and lists that are looked at. A list adds no step to a path: `tags=red` finds any red tag. */
const maxNodes = 1000;

/** The terms of the paths and the values in the attributes of an object. */
export function* attributeTerms(attributes: string): Generator<string> {
  const nodes: { readonly path: readonly string[]; readonly value: unknown }[] = [
    { path: [], value: JSON.parse(attributes) },
  ];
  let values = 0;
  for (let index = 0; index < Math.min(nodes.length, maxNodes) && values < maxValues; index++) {
    const { path, value } = nodes[index] ?? { path: [], value: null };
    if (path.length > 0) yield pathTerm(path.join('.'));
    if (Array.isArray(value)) {
      for (const each of value.slice(0, maxNodes)) nodes.push({ path, value: each });
    } else if (typeof value === 'object' && value !== null) {
      if (path.length === maxDepth) continue;
      for (const [name, each] of Object.entries(value).slice(0, maxNodes))
        if (name.length <= maxTextLength) nodes.push({ path: [...path, name], value: each });
    } else if (path.length > 0) {
      values++;
      const text = String(value);
      if (text.length <= maxTextLength) yield pathValueTerm(path.join('.'), text);
    }
  }
}

const pathTerm = (path: string): string => valueTerm('p', path);
const pathValueTerm = (path: string, value: string): string => valueTerm('v', path, value);

/** The term of a filter such as `order.tags` or `order.id=42`: what is after the first `=` is a value. */
export function attributeFilterTerm(filter: string): string {
  const end = filter.indexOf('=');
  return end < 0 ? pathTerm(filter) : pathValueTerm(filter.slice(0, end), filter.slice(end + 1));
}
