/**
 * The text of a parameter, of what the log holds for it; undefined leaves the parameter out. What has no writer of
 * its own is written as it is.
 */
export type Writer = (value: unknown) => string | undefined;

export const asText: Writer = (value) =>
  value === null || value === undefined ? undefined : typeof value === 'string' ? value : String(value);

/** By name of the parameter. */
export const writers: Readonly<Record<string, Writer>> = {
  Media: mediaText,
  // Nobody's own address means that messages come by chat.
  'MessagingBinding.Type': (type) => (asText(type) ?? 'chat').toUpperCase(),
  // 0 says that there was no error.
  ErrorCode: (code) => (code === 0 ? undefined : asText(code)),
  isOnline: flag,
  isNotifiable: flag,
};

/** Flags are numbers in the database. */
function flag(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : String(Boolean(value));
}

/** The media of a message: JSON with the names of parameters, unlike that of replies. */
function mediaText(media: unknown): string | undefined {
  if (typeof media !== 'string') return undefined;
  const list: readonly Readonly<Record<string, unknown>>[] = JSON.parse(media);
  return JSON.stringify(
    list.map((each) =>
      Object.fromEntries(Object.entries(each).map(([name, value]) => [pascalCase(name), value])),
    ),
  );
}

/** `content_type` is `ContentType`. */
const pascalCase = (name: string): string =>
  name.replace(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase());
