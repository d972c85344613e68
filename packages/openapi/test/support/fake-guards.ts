import {
  type Credential,
  createPrincipal,
  defineGuard,
  formatChallenge,
  type Guard,
  InvalidTokenError,
  readSingleHeader,
  type Scheme,
} from '@portcullis/core';

const client = { id: 'app', issuer: 'https://login.example' };

/** A guard whose credential is the text of a header: `bad` is refused, else `scopes` or `roles:` and names. */
export function fakeGuard(
  kind: Credential['kind'],
  header: string,
  slot = header === 'authorization' ? header : `header ${header}`,
): Guard {
  const scheme: Scheme = {
    kind,
    slot,
    authenticate(req) {
      const text = readSingleHeader(req, header, header);
      if (text === undefined) return undefined;
      if (text === 'bad')
        throw new InvalidTokenError('Cannot verify: it is bad', { reason: 'bad_signature' });
      return createPrincipal({ kind, client, ...namesOf(text) }, scheme);
    },
    challenges: (error) => [formatChallenge(kind, { error: error?.code, scope: error?.scope })],
  };
  return defineGuard(kind, scheme);
}

function namesOf(text: string): Partial<Credential> {
  if (text === 'good') return {};
  return text.startsWith('roles:') ? { roles: text.slice(6).split(' ') } : { scopes: text.split(' ') };
}

/** A key in `API-Key`, and a token in `Authorization`. */
export const apiKey = fakeGuard('apiKey', 'api-key');
export const accessToken = fakeGuard('token', 'authorization');
