import { sign } from 'node:crypto';
import { generateSigningKey, type JwkSet } from '@portcullis/jwt';

/** An issuer without a server: an ES256 key, and tokens that are signed with it by `node:crypto` itself. */
export interface TestIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly jwks: JwkSet;
  /** An access token after RFC 9068, for changes of claims and header to spoil; what is `undefined` is left out. */
  mint(claims?: object, header?: object): string;
}

export interface TestIssuerOptions {
  readonly issuer?: string;
  readonly audience?: string;
  readonly kid?: string;
  /** Milliseconds since the epoch: when tokens are issued. They live for five minutes. */
  readonly now?: () => number;
}

export async function createTestIssuer(options: TestIssuerOptions = {}): Promise<TestIssuer> {
  const { issuer = 'https://login.example', audience = 'https://api.example', now = Date.now } = options;
  const { privateKey, publicJwk, kid: thumbprint } = await generateSigningKey('ES256');
  const { kid = thumbprint } = options;
  let minted = 0;
  return {
    issuer,
    audience,
    jwks: { keys: [{ ...publicJwk, kid }] },
    mint(claims = {}, header = {}) {
      minted += 1;
      const iat = Math.floor(now() / 1000);
      const usual = {
        iss: issuer,
        aud: audience,
        sub: 'alice',
        client_id: 'app',
        jti: `token-${minted}`,
        iat,
      };
      const payload = { ...usual, exp: iat + 300, scope: 'accounts:read', ...claims };
      const signingInput = `${encode({ alg: 'ES256', typ: 'at+jwt', kid, ...header })}.${encode(payload)}`;
      const signature = sign('sha256', Buffer.from(signingInput), {
        key: privateKey,
        dsaEncoding: 'ieee-p1363',
      });
      return `${signingInput}.${signature.toString('base64url')}`;
    },
  };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
