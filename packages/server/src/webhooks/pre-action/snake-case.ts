/** The name of a parameter as columns and replies write it: `MessagingBinding.Type` is `messaging_binding_type`. */
export const toSnakeCase = (name: string): string =>
  name
    .replaceAll('.', '')
    .replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    .replace(/^_/, '');
