/** What is not printable ASCII has to be percent-encoded. A bare space is let pass: many a command line sends one. */
const printable = /^[ -~]*$/;

const controlOrSurrogate = /[\p{Cc}\p{Cs}]/u;

/** Whether a text can be form-encoded data at all. */
export function isFormEncoded(text: string): boolean {
  return printable.test(text);
}

/** No control characters (RFC 6749 appendix A, RFC 7617 §2) and no halves of surrogate pairs: no store has to meet those. */
export function isPlainText(value: string): boolean {
  return !controlOrSurrogate.test(value);
}

/**
 * One name or value of `application/x-www-form-urlencoded` to the text it stands for (RFC 6749 appendix B). `undefined`
 * when a percent sign is not followed by two hexadecimal digits, or the bytes are not UTF-8 or not plain text.
 */
export function formDecode(encoded: string): string | undefined {
  const text = encoded.includes('+') ? encoded.replaceAll('+', ' ') : encoded;
  if (!text.includes('%')) return text;
  try {
    const decoded = decodeURIComponent(text);
    return isPlainText(decoded) ? decoded : undefined;
  } catch {
    return undefined;
  }
}
