import type { Fields } from '../../rest/decode.ts';

/** `friendly_name` is `FriendlyName`, and `messaging_binding: {proxy_address}` is `MessagingBinding.ProxyAddress`. */
const parameterName = (key: string): string =>
  key.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/**
 * The form fields of a JSON body.
 *
 * @param allowed the names of the fields; others are left out.
 */
export function toFields(body: Readonly<Record<string, unknown>>, allowed: readonly string[]): Fields {
  const fields: Record<string, string | readonly string[]> = {};
  const add = (value: unknown, name: string): void => {
    if (Array.isArray(value)) {
      if (allowed.includes(name)) fields[name] = value.map(String);
    } else if (typeof value === 'object' && value !== null) {
      // Objects in objects that name no field are not followed: their depth has no bound.
      if (!allowed.some((field) => field.startsWith(`${name}.`))) return;
      for (const [key, each] of Object.entries(value)) add(each, `${name}.${parameterName(key)}`);
    } else if (value !== undefined && allowed.includes(name)) {
      // An empty value removes what the field sets, as null does here.
      fields[name] = value === null ? '' : String(value);
    }
  };
  for (const [key, value] of Object.entries(body)) add(value, parameterName(key));
  return isEmail(fields) ? toEmail(fields) : fields;
}

const binding = 'MessagingBinding.';

/** Clients name no channel. Other addresses than those of e-mail begin with their channel, or are numbers. */
const isEmail = (fields: Fields): boolean =>
  /^[^:@]+@[^:@]+$/.test(String(fields[`${binding}Address`] ?? '')) && fields[`${binding}Type`] === undefined;

/** Clients name an address of the service for each participant, but participants by e-mail have none. */
function toEmail({ [`${binding}ProxyAddress`]: _, ...fields }: Fields): Fields {
  return { ...fields, [`${binding}Type`]: 'email' };
}
