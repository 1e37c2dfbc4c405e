/**
 * The text of a parameter, of what the log holds for it; undefined leaves the parameter out. What has no writer of
 * its own is written as it is.
 */
export type ValueWriter = (value: unknown) => string | undefined;

export const toText: ValueWriter = (value) =>
  value === null || value === undefined ? undefined : typeof value === 'string' ? value : String(value);

/** By name of the parameter. */
export const valueWriters: Readonly<Record<string, ValueWriter>> = {
  Media: formatMedia,
  // Nobody's own address means that messages come by chat.
  'MessagingBinding.Type': (type) => (toText(type) ?? 'chat').toUpperCase(),
  // 0 says that there was no error.
  ErrorCode: (code) => (code === 0 ? undefined : toText(code)),
  isOnline: formatFlag,
  isNotifiable: formatFlag,
};

/** Flags are numbers in the database. */
function formatFlag(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : String(Boolean(value));
}

/** The media of a message: JSON with the names of parameters, unlike that of replies. */
function formatMedia(media: unknown): string | undefined {
  if (typeof media !== 'string') return undefined;
  const list: readonly Readonly<Record<string, unknown>>[] = JSON.parse(media);
  return JSON.stringify(
    list.map((each) =>
      Object.fromEntries(Object.entries(each).map(([name, value]) => [toPascalCase(name), value])),
    ),
  );
}

/** `content_type` is `ContentType`. */
const toPascalCase = (name: string): string =>
  name.replace(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase());
