import { createHash, sign } from 'node:crypto';
import { createForge, type Forge, withSignature } from './forge.js';
import { type AttackGroup, eachOf, invalid } from './token-attack.js';

/** Of P-256 (FIPS 186-4 §D.1.2.3): the order of the group and the prime of the field. */
const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
const prime = BigInt('0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff');

const zero = Buffer.alloc(32);
const one = bytes32(1n);
const most = Buffer.alloc(32, 0xff);

/** Halves of a signature that no honest signer writes. `r` and `s` are those of the right signature. */
const otherPairs: Readonly<Record<string, (r: Buffer, s: Buffer) => readonly Buffer[]>> = {
  'r and s zero (CVE-2022-21449)': () => [zero, zero],
  'r zero': (_, s) => [zero, s],
  's zero': (r) => [r, zero],
  'r and s one': () => [one, one],
  'r the order': (_, s) => [bytes32(order), s],
  's the order': (r) => [r, bytes32(order)],
  'r and s the order': () => [bytes32(order), bytes32(order)],
  'r the order, s one': () => [bytes32(order), one],
  'r one less than the order': (_, s) => [bytes32(order - 1n), s],
  'r one more than the order': (_, s) => [bytes32(order + 1n), s],
  'r the prime of the field': (_, s) => [bytes32(prime), s],
  'r and s as large as can be': () => [most, most],
  's as large as can be': (r) => [r, most],
  'r negated': (r, s) => [bytes32(order - number(r)), s],
  'r one more': (r, s) => [bytes32(number(r) + 1n), s],
  's one more': (r, s) => [r, bytes32(number(s) + 1n)],
  'r and s swapped': (r, s) => [s, r],
  'r twice': (r) => [r, r],
  's twice': (_, s) => [s, s],
  'r and s back to front': (r, s) => [Buffer.from(r).reverse(), Buffer.from(s).reverse()],
  'r alone': (r) => [r],
  nothing: () => [],
  'one byte': (r) => [r.subarray(0, 1)],
  'the last byte cut': (r, s) => [r, s.subarray(0, 31)],
  'the first byte cut': (r, s) => [r.subarray(1), s],
  'a zero byte behind': (r, s) => [r, s, Buffer.alloc(1)],
  'a zero byte before': (r, s) => [Buffer.alloc(1), r, s],
  'a zero byte before each': (r, s) => [Buffer.alloc(1), r, Buffer.alloc(1), s],
  'the length of ES384': (r, s) => [Buffer.alloc(16), r, Buffer.alloc(16), s],
  twice: (r, s) => [r, s, r, s],
  'hexadecimal digits': (r, s) => [Buffer.from(r.toString('hex')), Buffer.from(s.toString('hex'))],
  'base64url of it': (r, s) => [Buffer.from(Buffer.concat([r, s]).toString('base64url'))],
  'a long signature': () => [Buffer.alloc(4000, 1)],
};

type Resign = (signingInput: string, forge: Forge) => Buffer;

const der =
  (digest: string): Resign =>
  (input, { privateKey }) =>
    sign(digest, Buffer.from(input), privateKey);
const raw =
  (digest: string, content: (input: string) => string | Buffer): Resign =>
  (input, { privateKey: key }) =>
    sign(digest, Buffer.from(content(input) as string), { key, dsaEncoding: 'ieee-p1363' });

/** Signatures in another form, or over something else. */
const otherSignatures: Readonly<Record<string, Resign>> = {
  'in DER (RFC 3279 §2.2.3)': der('sha256'),
  'in DER, cut to 64 bytes': (input, forge) => der('sha256')(input, forge).subarray(0, 64),
  'in DER, without its head': (input, forge) => der('sha256')(input, forge).subarray(4),
  'in DER, with its length in long form': (input, forge) => {
    const short = der('sha256')(input, forge);
    return Buffer.concat([Buffer.from([0x30, 0x81]), short.subarray(1)]);
  },
  'of SHA-384': raw('sha384', (input) => input),
  'of SHA-512': raw('sha512', (input) => input),
  'of SHA-1': raw('sha1', (input) => input),
  'over the digest': raw('sha256', (input) => createHash('sha256').update(input).digest()),
  'over the header': raw('sha256', (input) => input.split('.')[0] ?? ''),
  'over the payload': raw('sha256', (input) => input.split('.')[1] ?? ''),
  'over both without the dot': raw('sha256', (input) => input.replace('.', '')),
  'over both the other way round': raw('sha256', (input) => input.split('.').reverse().join('.')),
  'over the decoded texts': raw('sha256', (input) => input.split('.').map(decode).join('.')),
  'over the decoded payload': raw('sha256', (input) => decode(input.split('.')[1] ?? '')),
  'over a dot more': raw('sha256', (input) => `${input}.`),
  'over nothing': raw('sha256', () => ''),
  'of another key': (input) => createForge().signatureOf(input),
  'of RSA': (input) => rsa.signatureOf(input),
  'of another token': (_, forge) => forge.signatureOf(forge.mint().split('.', 2).join('.')),
};

const rsa = createForge({ algorithm: 'RS256' });

const badSignature = invalid('bad_signature');

export const ecdsaAttacks: readonly AttackGroup[] = [
  {
    title: 'RFC 7518 §3.4: r and s of an ES256 signature',
    attacks: eachOf(otherPairs, badSignature, (forge, change) =>
      withSignature(forge.mint(), (signature) =>
        Buffer.concat(change(signature.subarray(0, 32), signature.subarray(32))),
      ),
    ),
  },
  {
    title: 'RFC 7515 §5.2: a signature in another form, or over something else',
    attacks: eachOf(otherSignatures, badSignature, (forge, resign) =>
      withSignature(forge.mint(), (_, input) => resign(input, forge)),
    ),
  },
];

/** The other signature that the same ECDSA key might have made: `s` negated. It cannot be told from an honest one. */
export function withNegatedS(token: string): string {
  return withSignature(token, (signature) =>
    Buffer.concat([signature.subarray(0, 32), bytes32(order - number(signature.subarray(32)))]),
  );
}

function bytes32(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0').slice(-64), 'hex');
}

function number(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

function decode(segment: string): string {
  return Buffer.from(segment, 'base64url').toString('latin1');
}
