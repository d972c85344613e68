import type { AuthoritySubject, RevocationView } from './revocation-view.js';

/**
 * The view as it may be asked about credentials of several issuers: a store knows the ids of one issuer, and those of
 * another one that happen to be equal must not be taken for them.
 */
export function revocationsOfIssuer(issuer: string, view: RevocationView): RevocationView {
  const isOurs = (subject: AuthoritySubject): boolean => subject.issuer === issuer;
  return {
    isRevoked: (subject) => isOurs(subject) && view.isRevoked(subject),
    changeOf: (subject) => (isOurs(subject) ? view.changeOf(subject) : 0),
    get freshUntil() {
      return view.freshUntil;
    },
    get rememberedMs() {
      return view.rememberedMs;
    },
  };
}
