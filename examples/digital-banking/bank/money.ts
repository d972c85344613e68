/** Money is counted in cents, as whole numbers of any size: nothing is ever rounded. */

/** Of a text as `12`, `12.5` or `-12.50`. Does not check its form. */
export function parseAmount(text: string): bigint {
  const [units = '0', cents = ''] = text.split('.');
  return BigInt(units + cents.padEnd(2, '0'));
}

/** `12.50` */
export function formatAmount(cents: bigint): string {
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
