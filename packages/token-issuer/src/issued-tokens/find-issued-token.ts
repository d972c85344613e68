import type { FindIssuedToken } from './issued-token.js';

/** How each kind of token is found. Their forms differ, so `token_type_hint` is not needed (RFC 7009 §2.1). */
export interface IssuedTokenKinds {
  /** Three parts. */
  readonly jwt: FindIssuedToken;
  /** One part. */
  readonly reference: FindIssuedToken;
}

/** Finds a token of any kind by its text. Both forms of access tokens: the option may have been changed while some live. */
export function findIssuedToken({ jwt, reference }: IssuedTokenKinds): FindIssuedToken {
  return (text) => {
    const parts = text.split('.', 4).length;
    if (parts === 1) return reference(text);
    return parts === 3 ? jwt(text) : undefined;
  };
}
