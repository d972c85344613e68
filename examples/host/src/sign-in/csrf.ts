import { equalDigests, ForbiddenError, sha256 } from '@portcullis/core';
import type { Session } from './sessions.js';

/** What a form of this session carries, so that no other site can send it. */
export function csrfTokenOf({ id }: Session): string {
  return sha256(`csrf ${id}`);
}

/** @throws ForbiddenError unless the form was made for the session that sends it. */
export function requireCsrfToken(session: Session | undefined, token: unknown): asserts session is Session {
  const isOwn =
    session !== undefined && typeof token === 'string' && equalDigests(token, csrfTokenOf(session));
  if (isOwn) return;
  throw new ForbiddenError('Cannot take the form: it was not made for this session', {
    reason: 'app:csrf',
    description: 'This form is out of date; go back, load the page again and send it once more',
  });
}
