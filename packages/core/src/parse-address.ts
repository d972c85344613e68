import { isIP, isIPv4 } from 'node:net';

/**
 * An IPv4 address as its 32 bits in a `number`, an IPv6 address as its 128 bits in a `bigint`: the type is the family.
 * IPv4-mapped IPv6 addresses (RFC 4291 §2.5.5.2) are IPv4 addresses here, however they are spelt.
 */
export type Address = number | bigint;

const mapped = '::ffff:';

/** An address to its value, without its zone (RFC 4007 §11); `undefined` when it is none. */
export function parseAddress(text: string): Address | undefined {
  if (isIPv4(text)) return parseIpv4(text);
  // How a listener for both families shows every IPv4 address.
  if (text.startsWith(mapped) && isIPv4(text.slice(mapped.length)))
    return parseIpv4(text.slice(mapped.length));
  if (isIP(text) !== 6) return undefined;
  const value = parseIpv6(text);
  return value >> 32n === 0xffffn ? Number(value & 0xffff_ffffn) : value;
}

/** Of a text that is known to be an IPv4 address. */
function parseIpv4(text: string): number {
  let value = 0;
  for (const byte of text.split('.')) value = value * 256 + Number(byte);
  return value;
}

/** Of a text that is known to be an IPv6 address. */
function parseIpv6(text: string): bigint {
  const [withoutZone = ''] = text.split('%', 1);
  const [front = '', back = ''] = spellOut(withoutZone).split('::');
  const digits = hexDigits(front);
  return BigInt(`0x${digits}${hexDigits(back).padStart(32 - digits.length, '0')}`);
}

/** A last part in IPv4 notation becomes two groups of hexadecimal digits. */
function spellOut(text: string): string {
  if (!text.includes('.')) return text;
  const start = text.lastIndexOf(':') + 1;
  const value = parseIpv4(text.slice(start));
  return `${text.slice(0, start)}${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}`;
}

function hexDigits(groups: string): string {
  if (groups === '') return '';
  return groups
    .split(':')
    .map((group) => group.padStart(4, '0'))
    .join('');
}
