// P-256 signatures: a JWS holds r and s side by side (RFC 7518 §3.4), node:crypto speaks DER.

const half = 32;

export function toDer(signature: Buffer): Buffer {
  const r = toInteger(signature.subarray(0, half));
  const s = toInteger(signature.subarray(half));
  return Buffer.concat([Buffer.from([0x30, r.length + s.length]), r, s]);
}

export function fromDer(der: Buffer): Buffer {
  const signature = Buffer.alloc(2 * half);
  const rLength = der[3] ?? 0;
  const sStart = 4 + rLength + 2;
  copyRight(der.subarray(4, 4 + rLength), signature, half);
  copyRight(der.subarray(sStart), signature, 2 * half);
  return signature;
}

/** Without leading zeros, but for the one that keeps the number positive. */
function toInteger(bytes: Buffer): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const digits = bytes.subarray(start);
  const sign = (digits[0] ?? 0) >= 0x80 ? [0] : [];
  return Buffer.concat([Buffer.from([0x02, digits.length + sign.length, ...sign]), digits]);
}

function copyRight(integer: Buffer, target: Buffer, end: number): void {
  const digits = integer.length > half ? integer.subarray(integer.length - half) : integer;
  digits.copy(target, end - digits.length);
}
