const INTEGER = 0x02;
const SEQUENCE = 0x30;
const LONG_FORM = 0x81;

/**
 * An ECDSA signature of a JWS, `r` and `s` side by side (RFC 7518 §3.4), in the DER that OpenSSL takes (RFC 3279
 * §2.2.3); `undefined` when its length is not that of two coordinates. Asking Node to do it costs 25 µs a call.
 */
export function derFromJoseSignature(signature: Buffer, coordinateBytes: number): Buffer | undefined {
  if (signature.length !== 2 * coordinateBytes) return undefined;
  const rStart = skipZeros(signature, 0, coordinateBytes);
  const sStart = skipZeros(signature, coordinateBytes, 2 * coordinateBytes);
  const rLength = integerLength(signature, rStart, coordinateBytes);
  const sLength = integerLength(signature, sStart, 2 * coordinateBytes);
  const bodyLength = 4 + rLength + sLength;
  const headLength = bodyLength < 0x80 ? 2 : 3;
  const der = Buffer.alloc(headLength + bodyLength);
  der[0] = SEQUENCE;
  if (headLength === 3) der[1] = LONG_FORM;
  der[headLength - 1] = bodyLength;
  writeInteger(der, headLength, rLength, signature.subarray(rStart, coordinateBytes));
  writeInteger(der, headLength + 2 + rLength, sLength, signature.subarray(sStart));
  return der;
}

/** The opposite: OpenSSL's DER to `r` and `s` side by side. Expects what OpenSSL wrote; it is no parser of strangers. */
export function joseSignatureFromDer(der: Buffer, coordinateBytes: number): Buffer {
  const signature = Buffer.alloc(2 * coordinateBytes);
  const rHead = der[1] === LONG_FORM ? 3 : 2;
  const sHead = copyInteger(der, rHead, signature, coordinateBytes);
  copyInteger(der, sHead, signature, 2 * coordinateBytes);
  return signature;
}

/** Where the number starts; a zero keeps its last byte. */
function skipZeros(bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end - 1 && bytes[index] === 0) index += 1;
  return index;
}

/** Content bytes of the INTEGER: one more where the highest bit would make it negative. */
function integerLength(bytes: Buffer, start: number, end: number): number {
  return end - start + (bytes.readUInt8(start) >> 7);
}

function writeInteger(der: Buffer, at: number, length: number, magnitude: Buffer): void {
  der[at] = INTEGER;
  der[at + 1] = length;
  magnitude.copy(der, at + 2 + length - magnitude.length);
}

/** Copies the INTEGER that starts at `at` so that it ends at `end`, and says where the next one starts. */
function copyInteger(der: Buffer, at: number, target: Buffer, end: number): number {
  const next = at + 2 + der.readUInt8(at + 1);
  const start = skipZeros(der, at + 2, next);
  der.copy(target, end - (next - start), start, next);
  return next;
}
