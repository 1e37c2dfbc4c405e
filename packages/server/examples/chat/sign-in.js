import { attempt, byId } from './elements.js';
import { identityOf, tokensOf } from './tokens.js';

/**
 * Shows the form. `onSignIn` gets the first token, and the function that requests the next ones.
 *
 * @param {(token: string, requestToken: () => Promise<string>) => Promise<void>} onSignIn
 */
export function showSignIn(onSignIn) {
  const form = byId('sign-in-form', HTMLFormElement);
  const identity = byId('identity', HTMLInputElement);
  const pasted = byId('token', HTMLTextAreaElement);
  const details = byId('token-details', HTMLDetailsElement);
  identity.focus();

  const signIn = async () => {
    const token = pasted.value.trim();
    if (token !== '') {
      if (identityOf(token) === undefined) throw new Error('The text is not an access token.');
      // A pasted token cannot be renewed.
      const refuse = async () => {
        throw new Error('The token expires. Sign in with a new one.');
      };
      return onSignIn(token, refuse);
    }
    if (identity.value.trim() === '') throw new Error('Type an identity, or paste a token.');
    const requestToken = tokensOf(identity.value.trim());
    const requested = await requestToken().catch((error) => {
      details.open = true;
      throw error;
    });
    return onSignIn(requested, requestToken);
  };

  form.onsubmit = (event) => {
    event.preventDefault();
    void attempt(signIn);
  };
}
