import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { JWK } from '@portcullis/jwt';

/** The signature algorithms that attacks begin with. */
export type ForgeAlgorithm = 'ES256' | 'RS256' | 'PS256' | 'EdDSA';

export interface ForgeOptions {
  readonly issuer?: string;
  readonly audience?: string;
  readonly kid?: string;
  readonly algorithm?: ForgeAlgorithm;
  /** @default a new one */
  readonly privateKey?: KeyObject;
  readonly clientId?: string;
}

/** An issuer's workshop in the hands of an attacker: what it signs is well signed, whatever it says. */
export interface Forge {
  readonly issuer: string;
  readonly audience: string;
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly publicJwk: JWK;
  /** A good access token (RFC 9068) with changes of its claims and header; what is `undefined` is left out. */
  mint(claims?: object, header?: object): string;
  /** A token of these very texts, good ones where they are left out. */
  mintText(claims?: string | Buffer, header?: string | Buffer): string;
  /** A token of these very segments. */
  mintSegments(header: string, payload: string): string;
  /** The claims of a good token, as text. */
  claimsText(claims?: object): string;
  headerText(header?: object): string;
  signatureOf(signingInput: string): Buffer;
}

export function createForge(options: ForgeOptions = {}): Forge {
  const { issuer = 'https://login.example', audience = 'https://api.example', clientId = 'app' } = options;
  const { kid = 'one', algorithm = 'ES256', privateKey = newPrivateKey(algorithm) } = options;
  const publicKey = createPublicKey(privateKey);
  const headerText = (header: object = {}) =>
    JSON.stringify({ alg: algorithm, typ: 'at+jwt', kid, ...header });
  const claimsText = (claims: object = {}) =>
    JSON.stringify({ ...usualClaims(issuer, audience, clientId), ...claims });
  const signatureOf = (signingInput: string) => signWith(algorithm, privateKey, signingInput);
  const mintSegments = (header: string, payload: string) =>
    `${header}.${payload}.${signatureOf(`${header}.${payload}`).toString('base64url')}`;
  const mintText = (claims: string | Buffer = claimsText(), header: string | Buffer = headerText()) =>
    mintSegments(encode(header), encode(claims));
  return {
    issuer,
    audience,
    kid,
    privateKey,
    publicKey,
    publicJwk: { ...(publicKey.export({ format: 'jwk' }) as JWK), kid, alg: algorithm, use: 'sig' },
    mint: (claims, header) => mintText(claimsText(claims), headerText(header)),
    mintText,
    mintSegments,
    claimsText,
    headerText,
    signatureOf,
  };
}

/** Base64url of a text, or of bytes that are none. */
export function encode(content: string | Buffer): string {
  return Buffer.from(content as string).toString('base64url');
}

/** The same token with another signature. */
export function withSignature(
  token: string,
  change: (signature: Buffer, signingInput: string) => Buffer,
): string {
  const signingInput = token.slice(0, token.lastIndexOf('.'));
  const signature = Buffer.from(token.slice(signingInput.length + 1), 'base64url');
  return `${signingInput}.${change(signature, signingInput).toString('base64url')}`;
}

export function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

let minted = 0;

function usualClaims(iss: string, aud: string, clientId: string): object {
  const iat = nowInSeconds();
  minted += 1;
  const names = { iss, aud, sub: clientId, client_id: clientId, jti: `token-${minted}` };
  return { ...names, iat, exp: iat + 300, scope: 'accounts:read' };
}

function newPrivateKey(algorithm: ForgeAlgorithm): KeyObject {
  if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519').privateKey;
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
}

const signatureOptions = {
  ES256: { dsaEncoding: 'ieee-p1363' },
  EdDSA: {},
  RS256: {},
  // RSA_PKCS1_PSS_PADDING
  PS256: { padding: 6, saltLength: 32 },
} as const;

function signWith(algorithm: ForgeAlgorithm, key: KeyObject, signingInput: string): Buffer {
  const digest = algorithm === 'EdDSA' ? null : 'sha256';
  return sign(digest, Buffer.from(signingInput, 'latin1'), { key, ...signatureOptions[algorithm] });
}
