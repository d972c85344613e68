import { randomId, randomSecret, sha256 } from '@portcullis/core';
import type { NewCode, NewTokenFamily, Store } from '@portcullis/store';

/** An authorization code as the authorization endpoint gives it, and what its client redeems it with. */
export interface IssuedCode {
  readonly code: string;
  readonly redirect_uri: string;
  readonly code_verifier: string;
  readonly familyId: string;
}

/** Writes a code for a user, as the authorization endpoint does once the user said yes. */
export async function issueCode(
  store: Store,
  now: number,
  grant: Pick<NewCode, 'clientId' | 'userId' | 'scopes'>,
  own: { readonly code?: Partial<NewCode>; readonly family?: Partial<NewTokenFamily> } = {},
): Promise<IssuedCode> {
  const issued = {
    code: randomSecret(),
    redirect_uri: 'https://app.example/callback?x=1',
    code_verifier: randomSecret(),
    familyId: randomId(),
  };
  const code: NewCode = {
    ...grant,
    hash: sha256(issued.code),
    redirectUri: issued.redirect_uri,
    challenge: sha256(issued.code_verifier),
    familyId: issued.familyId,
    createdAt: now,
    expiresAt: now + 60_000,
    data: {},
    ...own.code,
  };
  const end = now + 86_400_000;
  const family: NewTokenFamily = {
    ...grant,
    id: issued.familyId,
    createdAt: now,
    idleExpiresAt: end,
    expiresAt: end,
    data: { refreshKey: randomSecret() },
    ...own.family,
  };
  if (!(await store.codes.issue(code, family))) throw new Error('The code is taken');
  return issued;
}
