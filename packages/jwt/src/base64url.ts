/**
 * The bytes of a base64url text (RFC 7515 §2), or `undefined` when it is not the one canonical spelling of them: no
 * padding, no white space, no other alphabet, no stray bits at the end.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  // Node's decoder forgives; encoding again shows whether there was something to forgive.
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
