import { createHash, sign } from 'node:crypto';
import { createForge, type Forge, withSignature } from './forge.js';
import { type AttackGroup, eachOf, invalid } from './token-attack.js';

/** The order of the group of Ed25519 (RFC 8032 §5.1). */
const order = (1n << 252n) + 27742317777372353535851937790883648493n;

const identity = Buffer.concat([Buffer.from([1]), Buffer.alloc(31)]);
const zero = Buffer.alloc(32);

/** Halves `R` and `S` that no honest signer writes (RFC 8032 §5.1.7, §8.4). */
const otherPairs: Readonly<Record<string, (r: Buffer, s: Buffer, forge: Forge) => readonly Buffer[]>> = {
  'S with the order added': (r, s) => [r, littleEndian(number(s) + order)],
  'S with the order added twice': (r, s) => [r, littleEndian(number(s) + 2n * order)],
  'S the order': (r) => [r, littleEndian(order)],
  'S zero': (r) => [r, zero],
  'R and S zero': () => [zero, zero],
  'R the identity, S zero': () => [identity, zero],
  'R of small order, S zero': () => [
    Buffer.from('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'hex'),
    zero,
  ],
  'R no point': (_, s) => [Buffer.alloc(32, 0xff), s],
  'R with another sign': (r, s) => [flip(r, 31, 0x80), s],
  'S with its highest bit set': (r, s) => [r, flip(s, 31, 0x80)],
  'R and S swapped': (r, s) => [s, r],
  'R the public key': (_, s, { publicJwk }) => [Buffer.from(publicJwk.x ?? '', 'base64url'), s],
  'all bits': () => [Buffer.alloc(64, 0xff)],
  nothing: () => [],
  'R alone': (r) => [r],
  'the last byte cut': (r, s) => [r, s.subarray(0, 31)],
  'a zero byte behind': (r, s) => [r, s, Buffer.alloc(1)],
  'the length of Ed448': (r, s) => [r, s, Buffer.alloc(50)],
};

const otherSignatures: Readonly<Record<string, (input: string, forge: Forge) => Buffer>> = {
  'over the SHA-512 of it (Ed25519ph without its prefix)': (input, { privateKey }) =>
    sign(null, createHash('sha512').update(input).digest(), privateKey),
  'over the SHA-256 of it': (input, { privateKey }) =>
    sign(null, createHash('sha256').update(input).digest(), privateKey),
  'over the payload': (input, { privateKey }) =>
    sign(null, Buffer.from(input.split('.')[1] ?? ''), privateKey),
  'of another key': (input) => createForge({ algorithm: 'EdDSA' }).signatureOf(input),
  'of ECDSA': (input) => createForge().signatureOf(input),
};

const badSignature = invalid('bad_signature');

export const eddsaAttacks: readonly AttackGroup[] = [
  {
    title: 'RFC 8032 §5.1.7: R and S of an Ed25519 signature',
    attacks: eachOf(otherPairs, badSignature, (forge, change) =>
      withSignature(forge.mint(), (signature) =>
        Buffer.concat(change(signature.subarray(0, 32), signature.subarray(32), forge)),
      ),
    ),
  },
  {
    title: 'RFC 8037 §3.1: an Ed25519 signature over something else',
    attacks: eachOf(otherSignatures, badSignature, (forge, resign) =>
      withSignature(forge.mint(), (_, input) => resign(input, forge)),
    ),
  },
];

function number(bytes: Buffer): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}

function littleEndian(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0').slice(-64), 'hex').reverse();
}

function flip(bytes: Buffer, index: number, mask: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[index] = (changed[index] ?? 0) ^ mask;
  return changed;
}
