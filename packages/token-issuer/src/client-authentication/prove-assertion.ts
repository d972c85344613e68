import { isSecurityError, sha256 } from '@portcullis/core';
import { createJwtVerifier, type JwtClaims, type SignatureAlgorithm } from '@portcullis/jwt';
import type { ClientRecord, MarkStore } from '@portcullis/store';
import { clientKeySet } from './client-key-set.js';

export interface AssertionRules {
  readonly issuer: string;
  readonly marks: MarkStore;
  readonly algorithms: readonly SignatureAlgorithm[];
}

type ProvesAssertion = (assertion: string, client: ClientRecord | undefined, now: number) => Promise<boolean>;

/** The longest assertion that is looked at, in characters. */
export const maxAssertionLength = 8192;

/** An assertion is made for one request: what lives longer is worth stealing, and its mark has to be kept as long. */
const maxLifeSeconds = 300;

/** With and without `typ`: RFC 7523 does not ask for one. Never that of an access token. */
const acceptTyp = [null, 'JWT', 'client-authentication+jwt'];

/** Whether an assertion is the client's, meant for us, near its end, and used for the first time. */
export function provesAssertion({ issuer, marks, algorithms }: AssertionRules): ProvesAssertion {
  return async (assertion, client, now) => {
    const keys = client && clientKeySet(client, algorithms);
    if (client === undefined || keys === undefined) return false;
    const trusted = { issuer: client.id, audience: issuer, algorithms, keys, acceptTyp };
    const verifier = createJwtVerifier({
      issuers: [{ ...trusted, requiredClaims: ['sub', 'jti'] }],
      clock: { now: () => now },
      maxLength: maxAssertionLength,
    });
    const claims = await verified(() => verifier.verify(assertion));
    if (claims === undefined || !isGood(claims, client.id, issuer, now)) return false;
    const mark = `assertion:${sha256(JSON.stringify([client.id, claims.jti]))}`;
    return marks.rememberOnce(mark, Math.ceil(claims.exp * 1000));
  };
}

async function verified(
  verify: () => ReturnType<ReturnType<typeof createJwtVerifier>['verify']>,
): Promise<JwtClaims | undefined> {
  try {
    return (await verify()).claims;
  } catch (error) {
    if (isSecurityError(error) && error.status < 500) return undefined;
    throw error;
  }
}

/** RFC 7523 §3, as far as it is not the verifier's: `iss`, signature, `exp` and `nbf` are. */
function isGood(
  { sub, aud, exp, jti = '' }: JwtClaims,
  clientId: string,
  issuer: string,
  now: number,
): boolean {
  const audiences = [aud].flat();
  const isForUsAlone = audiences.length === 1 && audiences[0] === issuer;
  return sub === clientId && isForUsAlone && jti !== '' && exp <= now / 1000 + maxLifeSeconds;
}
