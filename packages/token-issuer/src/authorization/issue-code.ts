import { type Names, randomId, randomSecret, sha256 } from '@portcullis/core';
import type { CodeStore, NewCode, UserRecord } from '@portcullis/store';
import { earliestIssue } from '../access-tokens/mint-access-token.js';
import { newFamilyData } from '../refresh-tokens/family-key.js';
import type { RefreshTokenOptions } from '../refresh-tokens/refresh-token-options.js';
import type { SignedInUser } from './authorization-options.js';
import type { AuthorizationRequest } from './authorization-request.js';

export interface CodeIssue {
  readonly codes: Pick<CodeStore, 'issue'>;
  readonly codeSeconds: number;
  readonly refreshTokens: Required<RefreshTokenOptions>;
}

/** What a code is given for: everything about it was found good. */
export interface AuthorizedRequest {
  readonly request: AuthorizationRequest;
  /** Those of the request that the user may have. */
  readonly scopes: Names;
  readonly user: SignedInUser;
  /** Where the store has the user. */
  readonly record: UserRecord | undefined;
  /** Milliseconds since the epoch, taken before client and user were read. */
  readonly startedAt: number;
}

/**
 * A code of 256 random bits, of which the store keeps the digest. Its family is opened with it: a replay that is seen at
 * any time later finds something to end.
 */
export async function issueCode(issue: CodeIssue, authorized: AuthorizedRequest): Promise<string> {
  const { request, user, record, scopes, startedAt } = authorized;
  const { client, redirectUri, codeChallenge } = request;
  const code = randomSecret();
  const familyId = randomId();
  const createdAt = earliestIssue({ client, ...(record && { user: record }) }, startedAt);
  const expiresAt = createdAt + issue.codeSeconds * 1000;
  const shared = { clientId: client.id, userId: user.id, scopes, createdAt };
  const issued = await issue.codes.issue(
    {
      ...shared,
      hash: sha256(code),
      redirectUri,
      challenge: codeChallenge,
      familyId,
      expiresAt,
      data: codeData(authorized),
    },
    {
      ...shared,
      id: familyId,
      // Until its first refresh token says otherwise.
      idleExpiresAt: expiresAt,
      expiresAt: createdAt + issue.refreshTokens.lifetimeSeconds * 1000,
      data: newFamilyData(),
    },
  );
  if (!issued) throw new Error('Cannot issue the code: its digest or its family is taken');
  return code;
}

/** What the answer to the code may want to say of the login. */
function codeData({ user: { authenticatedAt }, request }: AuthorizedRequest): NewCode['data'] {
  const nonce = request.parameters.get('nonce');
  return {
    ...(authenticatedAt !== undefined && { authenticatedAt }),
    ...(nonce !== undefined && { nonce }),
  };
}
