/** The name in JSON of what a request names in Pascal case: `friendly_name` for `FriendlyName`. */
export const snakeCase = (name: string): string =>
  name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
