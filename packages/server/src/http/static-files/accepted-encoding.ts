/**
 * Chooses the first encoding that a client accepts, by its `Accept-Encoding`. Clients that prefer another one of those
 * that they accept get the first all the same, because it is the smallest.
 *
 * @param header undefined if the client sent none: then it accepts no encoding for sure.
 * @param offered the encodings that there are, best first.
 */
export function acceptedEncoding<Name extends string>(
  header: string | undefined,
  offered: readonly Name[],
): Name | undefined {
  const accepted = new Map(
    (header ?? '').split(',').map((part) => {
      const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
      const weight = parameters.find((text) => text.startsWith('q='))?.slice(2);
      return [name, weight === undefined || Number(weight) > 0];
    }),
  );
  return offered.find((name) => accepted.get(name) ?? accepted.get('*'));
}
