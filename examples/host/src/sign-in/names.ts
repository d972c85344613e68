/** A user name or e-mail address in the one form that it is kept and looked up in. */
export function normalizeName(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
