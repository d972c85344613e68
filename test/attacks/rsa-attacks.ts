import { constants, createHash, privateEncrypt, sign } from 'node:crypto';
import { createForge, type Forge, withSignature } from './forge.js';
import { type AttackGroup, eachOf, invalid, type TokenAttack } from './token-attack.js';

const { RSA_NO_PADDING, RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING } = constants;
const badSignature = invalid('bad_signature');

/** DigestInfo of SHA-256 up to the digest (RFC 8017 §9.2). */
const digestInfo = '3031300d060960864801650304020105000420';

type Resign = (signingInput: string, forge: Forge) => Buffer;

/** Signs a DigestInfo of the attacker's own making. */
const padded =
  (info: (digest: string) => string): Resign =>
  (input, { privateKey: key }) =>
    privateEncrypt({ key, padding: RSA_PKCS1_PADDING }, Buffer.from(info(sha256(input)), 'hex'));

/** Signs a whole block of the attacker's own making, which stands at the end of 256 bytes. */
const textbook =
  (block: (digest: string) => string): Resign =>
  (input, { privateKey: key }) =>
    privateEncrypt(
      { key, padding: RSA_NO_PADDING },
      Buffer.from(block(sha256(input)).padStart(512, '0'), 'hex'),
    );

const hashed =
  (digest: string): Resign =>
  (input, { privateKey }) =>
    sign(digest, Buffer.from(input), privateKey);

const pss =
  (saltLength: number, digest = 'sha256'): Resign =>
  (input, { privateKey: key }) =>
    sign(digest, Buffer.from(input), { key, padding: RSA_PKCS1_PSS_PADDING, saltLength });

/** Lengths and numbers that no signature has, whatever the padding. */
const otherNumbers: Readonly<Record<string, (signature: Buffer, forge: Forge) => Buffer>> = {
  zero: () => Buffer.alloc(256),
  one: () => bytes(1n, 256),
  'the modulus': (_, forge) => bytes(modulusOf(forge), 256),
  'one less than the modulus': (_, forge) => bytes(modulusOf(forge) - 1n, 256),
  'all bits': () => Buffer.alloc(256, 0xff),
  nothing: () => Buffer.alloc(0),
  'a zero byte before': (signature) => Buffer.concat([Buffer.alloc(1), signature]),
  'a zero byte behind': (signature) => Buffer.concat([signature, Buffer.alloc(1)]),
  'the first byte cut': (signature) => signature.subarray(1),
  'the last byte cut': (signature) => signature.subarray(0, 255),
  twice: (signature) => Buffer.concat([signature, signature]),
  'back to front': (signature) => Buffer.from(signature).reverse(),
  'the modulus added, in 257 bytes': (signature, forge) => bytes(number(signature) + modulusOf(forge), 257),
};

const otherPaddings: Readonly<Record<string, Resign>> = {
  'SHA-1': hashed('sha1'),
  'SHA-384': hashed('sha384'),
  'SHA-512': hashed('sha512'),
  MD5: hashed('md5'),
  PSS: pss(32),
  'PSS without salt': pss(0),
  'the digest alone': padded((digest) => digest),
  'a DigestInfo without NULL': padded((digest) => `302f300b0609608648016503040201${'0420'}${digest}`),
  'a DigestInfo with more behind': padded((digest) => `${digestInfo}${digest}0500`),
  'a DigestInfo in long form': padded((digest) => `308131${digestInfo.slice(4)}${digest}`),
  'a DigestInfo that says SHA-1': padded((digest) => `302d300906052b0e03021a05000420${digest}`),
  'a DigestInfo of SHA-512/256': padded((digest) => `3031300d06096086480165030402060500${'0420'}${digest}`),
  'no padding': textbook((digest) => digest),
  'a DigestInfo without padding': textbook((digest) => digestInfo + digest),
  'padding of type 2': textbook((digest) => `0002${'ab'.repeat(202)}00${digestInfo}${digest}`),
  'padding of type 0': textbook((digest) => `0000${'00'.repeat(202)}00${digestInfo}${digest}`),
  'short padding and more behind (CVE-2006-4339)': textbook(
    (digest) => `0001${'ff'.repeat(8)}00${digestInfo}${digest}${'ab'.repeat(194)}`,
  ),
  'padding with another byte in it': textbook(
    (digest) => `0001${'ff'.repeat(100)}fe${'ff'.repeat(101)}00${digestInfo}${digest}`,
  ),
  'padding that does not end': textbook((digest) => `0001${'ff'.repeat(203)}${digestInfo}${digest}`),
  'of another key': (input) => another.signatureOf(input),
};

const otherSalts: Readonly<Record<string, Resign>> = {
  'without salt': pss(0),
  'with a salt of 20 bytes': pss(20),
  'with a salt of 31 bytes': pss(31),
  'with a salt of 33 bytes': pss(33),
  'with the longest salt': pss(222),
  'of SHA-384': pss(48, 'sha384'),
  'of SHA-1': pss(20, 'sha1'),
  'PKCS1-v1_5': hashed('sha256'),
  'no padding': textbook((digest) => digest),
  'of another key': (input) => anotherPss.signatureOf(input),
};

const another = createForge({ algorithm: 'RS256' });
const anotherPss = createForge({ algorithm: 'PS256', privateKey: another.privateKey });

export const rs256Attacks: readonly AttackGroup[] = [
  { title: 'RFC 7518 §3.3: RS256 with another padding', attacks: resigned(otherPaddings) },
  { title: 'RFC 8017 §8.2.2: RS256, a number that is no signature', attacks: numbers() },
];

export const ps256Attacks: readonly AttackGroup[] = [
  { title: 'RFC 7518 §3.5: PS256 with another padding or salt', attacks: resigned(otherSalts) },
  { title: 'RFC 8017 §8.1.2: PS256, a number that is no signature', attacks: numbers() },
];

function resigned(signatures: Readonly<Record<string, Resign>>): readonly TokenAttack[] {
  return eachOf(signatures, badSignature, (forge, resign) =>
    withSignature(forge.mint(), (_, input) => resign(input, forge)),
  );
}

function numbers(): readonly TokenAttack[] {
  return [
    ...eachOf(otherNumbers, badSignature, (forge, change) =>
      withSignature(forge.mint(), (signature) => change(signature, forge)),
    ),
    { name: 'the modulus added, in 256 bytes', token: withModulusAdded, refusal: badSignature },
  ];
}

/** Tokens are minted until there is one whose signature leaves room for it. */
function withModulusAdded(forge: Forge): string {
  const modulus = modulusOf(forge);
  for (;;) {
    let fits = false;
    const token = withSignature(forge.mint(), (signature) => {
      const sum = number(signature) + modulus;
      fits = sum < 1n << 2048n;
      return fits ? bytes(sum, 256) : signature;
    });
    if (fits) return token;
  }
}

function modulusOf({ publicJwk }: Forge): bigint {
  return number(Buffer.from(publicJwk.n ?? '', 'base64url'));
}

function number(content: Buffer): bigint {
  return BigInt(`0x${content.toString('hex')}`);
}

function bytes(value: bigint, length: number): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * length, '0'), 'hex');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
