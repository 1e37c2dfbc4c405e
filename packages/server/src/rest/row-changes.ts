/** A value that is kept unless another is given, where null is one that can be given. */
export const replaceIfGiven = <Value>(given: Value | undefined, kept: Value): Value =>
  given === undefined ? kept : given;

/** A list as it is stored, each value once; undefined when none is given. */
export const encodeList = <Given extends readonly string[] | undefined>(
  values: Given,
): string | (undefined extends Given ? undefined : never) =>
  // The compiler cannot tell that a list was given where the type says so.
  (values && JSON.stringify([...new Set(values)])) as string;

/** Whether a change has left a row as it was. */
export const isUnchanged = (before: object, after: object): boolean => {
  const values = new Map<string, unknown>(Object.entries(before));
  return Object.entries(after).every(([name, value]) => value === values.get(name));
};
