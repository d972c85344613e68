import { type CredentialKind, createPrincipal, defineGuard, type Guard, type Scheme } from '@portcullis/core';

/** A guard that believes the header `key`: it is the id of the credential. What verifies a key is not what is tested. */
export function keyGuard(kind: CredentialKind = 'apiKey'): Guard {
  const client = { id: 'app-1', issuer: 'https://login.example' };
  const scheme: Scheme = {
    kind,
    slot: 'header key',
    authenticate({ headers: { key } }) {
      if (typeof key !== 'string') return undefined;
      return createPrincipal({ kind, id: key, client }, scheme);
    },
    challenges: () => ['ApiKey'],
  };
  return defineGuard('keyGuard', scheme);
}
