import { sha256 } from '@portcullis/core';
import type { CodeRecord, CodeStore } from '@portcullis/store';
import type { PresentedCode } from '../grants/grant.js';
import { invalidGrant } from '../oauth-errors.js';
import { isCodeVerifier } from './is-code-verifier.js';

/**
 * The code behind a request by the one it was given to, in whatever state it is. A wrong verifier counts against a code that
 * can still be used; nothing else of what is refused touches it.
 *
 * @throws SecurityError (as a rejection) `invalid_grant` unless client, redirect URI and verifier are those it was given for.
 */
export async function findCode(
  codes: Pick<CodeStore, 'find' | 'countFailure'>,
  clientId: string,
  { code, redirectUri, codeVerifier }: PresentedCode,
): Promise<CodeRecord> {
  const found = await codes.find(sha256(code));
  if (found?.clientId !== clientId || found.redirectUri !== redirectUri) throw invalidGrant('invalid_grant');
  if (isCodeVerifier(codeVerifier, found.challenge)) return found;
  if (found.consumedAt === undefined) await codes.countFailure(found.hash);
  throw invalidGrant('invalid_grant');
}
