/**
 * Whether a token looks like a signed JWT: three parts with dots between them, the first of which may spell a JSON object
 * (`{` is an `e` in base64url). Everything else can be read by its issuer alone. Decides who verifies a token, and there is
 * no second try: one that looks like a JWT and is none is refused.
 */
export function isJwt(token: string): boolean {
  const first = token.indexOf('.');
  const second = token.indexOf('.', first + 1);
  return token.startsWith('e') && second > first && token.indexOf('.', second + 1) === -1;
}
