import type { FindIssuedToken } from './issued-token.js';

/** How each kind of token is found. Their forms differ, so `token_type_hint` is not needed (RFC 7009 §2.1). */
export interface IssuedTokenKinds {
  /** Three parts. */
  readonly jwt: FindIssuedToken;
  /** One part. */
  readonly reference: FindIssuedToken;
  /** Four parts. */
  readonly refreshToken: FindIssuedToken;
}

/** Finds a token of any kind by its text. Both forms of access tokens: the option may have been changed while some live. */
export function findIssuedToken({ jwt, reference, refreshToken }: IssuedTokenKinds): FindIssuedToken {
  return (text) => {
    const parts = text.split('.', 5).length;
    if (parts === 1) return reference(text);
    if (parts === 3) return jwt(text);
    return parts === 4 ? refreshToken(text) : undefined;
  };
}
