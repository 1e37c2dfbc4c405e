/** The given value, which may be null; the current one when none is given. */
export const replaceIfGiven = <Value>(given: Value | undefined, current: Value): Value =>
  given === undefined ? current : given;

/** A list as it is stored, each value once; undefined when none is given. */
export const encodeList = <Given extends readonly string[] | undefined>(
  values: Given,
): string | (undefined extends Given ? undefined : never) =>
  // The compiler does not derive from `&&` that a list is given where the type says so.
  (values && JSON.stringify([...new Set(values)])) as string;

/** Whether a row has the same values after a change. */
export const isUnchanged = (before: object, after: object): boolean => {
  const values = new Map<string, unknown>(Object.entries(before));
  return Object.entries(after).every(([name, value]) => value === values.get(name));
};
