import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

export type BenchAlgorithm = 'RS256' | 'ES256' | 'EdDSA';

/** An issuer of access tokens (RFC 9068) that is nobody's contender: jose makes and signs them. */
export interface TokenMint {
  readonly jwks: { readonly keys: readonly JWK[] };
  /** One token; `changes` replace claims of a good one. */
  sign(changes?: Readonly<Record<string, unknown>>): Promise<string>;
  /** So many good tokens, no two alike. */
  signMany(count: number): Promise<string[]>;
}

export const tokenIssuer = 'https://issuer.example';
export const tokenAudience = 'https://api.example';
export const callingClient = 'client-1';

const kid = 'bench-1';
const lifetimeSeconds = 86_400;

/** @param common Claims that all its tokens have in place of a good one's. */
export async function createTokenMint(
  alg: BenchAlgorithm,
  common: Readonly<Record<string, unknown>> = {},
): Promise<TokenMint> {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
  let serial = 0;

  const sign: TokenMint['sign'] = (changes) => {
    const iat = Math.floor(Date.now() / 1000);
    serial += 1;
    const claims = {
      iss: tokenIssuer,
      aud: tokenAudience,
      sub: callingClient,
      client_id: callingClient,
      scope: 'accounts:read transactions:read',
      jti: `token-${serial}`,
      iat,
      exp: iat + lifetimeSeconds,
      ...common,
      ...changes,
    };
    return new SignJWT(claims).setProtectedHeader({ alg, kid, typ: 'at+jwt' }).sign(privateKey);
  };
  const signMany = (count: number) => Promise.all(Array.from({ length: count }, () => sign()));
  return { jwks: { keys: [jwk] }, sign, signMany };
}

/** The token with another signature of the same length. */
export function changeSignature(token: string): string {
  const place = token.lastIndexOf('.') + 10;
  return `${token.slice(0, place)}${token[place] === 'A' ? 'B' : 'A'}${token.slice(place + 1)}`;
}

/** The token with another subject under the signature of the old one. */
export function changePayload(token: string): string {
  const [header, payload = '', signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const changed = JSON.stringify({ ...claims, sub: 'client-2', client_id: 'client-2' });
  return `${header}.${Buffer.from(changed).toString('base64url')}.${signature}`;
}
