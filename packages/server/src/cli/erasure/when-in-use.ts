/** What to do while a server has the file open. */
export const whenInUse = 'Stop it first: this command works on the file itself.';
