/** A SID as the server creates them: it begins with the time, and differs between types of objects. */
export const exampleSid = (prefix: string): string => {
  const type = [...prefix].map((letter) => letter.charCodeAt(0).toString(16)).join('');
  return `${prefix}01a20366d231${type.padStart(8, '0').slice(-8)}6d323e12c563`;
};
