/** The name of a wire parameter or property in TypeScript: `Timers.Inactive` is `timersInactive`. */
export type CamelCase<Name extends string> = Uncapitalize<Join<Name>>;

type Join<Name extends string> = Name extends `${infer Head}${'.' | '-' | '_'}${infer Tail}`
  ? `${Head}${Capitalize<Join<Tail>>}`
  : Name;

/** {@link CamelCase}, at run time. */
export function camelCase(name: string): string {
  const joined = name.replace(/[._-](.)/g, (_, letter: string) => letter.toUpperCase());
  return joined.charAt(0).toLowerCase() + joined.slice(1);
}
