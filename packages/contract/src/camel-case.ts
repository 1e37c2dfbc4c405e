/** The TypeScript name of a parameter or property: `timersInactive` for `Timers.Inactive`. */
export type CamelCase<Name extends string> = Uncapitalize<Join<Name>>;

type Join<Name extends string> = Name extends `${infer Head}${'.' | '-' | '_'}${infer Tail}`
  ? `${Head}${Capitalize<Join<Tail>>}`
  : Name;

/** Converts a name like {@link CamelCase} at run time. */
export function camelCase(name: string): string {
  const joined = name.replace(/[._-](.)/g, (_, letter: string) => letter.toUpperCase());
  return joined.charAt(0).toLowerCase() + joined.slice(1);
}
