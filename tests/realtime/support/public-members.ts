import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const declarations = readFileSync(
  createRequire(import.meta.url)
    .resolve('@twilio/conversations')
    .replace(/\.js$/, '.d.ts'),
  'utf8',
);

/**
 * The public members of the client SDK by the type that declares them, from its type declarations. The events of a
 * class are the members of a type such as `ClientEvents`.
 */
export function readPublicMembers(): Map<string, Set<string>> {
  const code = declarations.replaceAll(/\/\*.*?\*\/|\/\/[^\n]*/gs, '');
  const exported = new Set(/^export \{(.*)\};/m.exec(code)?.[1]?.split(',').map(exportedName));
  const types = new Map<string, Set<string>>();
  for (const [, kind, name = '', body = ''] of code.matchAll(
    /^(declare class|interface|type) (\w+)[^\n]*\{\n(.*?)^\}/gms,
  )) {
    const isShown = exported.has(name) || exported.has(name.replace(/Events$/, ''));
    const members = new Set(memberNames(body));
    // An interface that a class implements has the same members.
    if (isShown && members.size > 0 && !(kind === 'interface' && name === 'Paginator'))
      types.set(name, members);
  }
  return types;
}

const exportedName = (text: string): string => text.trim().split(' ')[0] ?? '';

/** Members are indented by one level. Static members that repeat the name of an event are constants for it. */
function* memberNames(body: string): Generator<string> {
  for (const [, modifiers = '', name = ''] of body.matchAll(
    /^ {4}((?:(?:private|static|readonly|get|set) )*)(#?\w+)[?(<:]?/gm,
  ))
    if (!/private/.test(modifiers) && !/^(_|#|constructor$)/.test(name)) yield name;
}
