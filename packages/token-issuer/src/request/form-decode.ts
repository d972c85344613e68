/**
 * One name or value of `application/x-www-form-urlencoded` to the text it stands for (RFC 6749 appendix B), or
 * `undefined` when a percent sign is not followed by two hexadecimal digits or the bytes are not UTF-8.
 */
export function formDecode(encoded: string): string | undefined {
  const text = encoded.includes('+') ? encoded.replaceAll('+', ' ') : encoded;
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
