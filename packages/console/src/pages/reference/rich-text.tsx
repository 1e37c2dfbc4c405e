/** A text of the contract, in which backticks mark code. */
export const RichText = ({ text }: { readonly text: string }) =>
  text.split(/(`[^`]+`)/).map((part, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never change
    part.startsWith('`') ? <code key={index}>{part.slice(1, -1)}</code> : part,
  );
