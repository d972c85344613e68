import type { IncomingMessage } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import {
  type Credential,
  type CredentialKind,
  createPrincipal,
  formatChallenge,
  InvalidRequestError,
  InvalidTokenError,
  type Principal,
  readSingleHeader,
  type Scheme,
  ServiceUnavailableError,
} from '../../src/index.js';

export interface FakeScheme extends Scheme {
  /** How often it ran. */
  readonly runs: number;
}

export interface FakeOptions {
  readonly kind?: CredentialKind;
  /** The header it reads. */
  readonly header?: string;
  readonly slot?: string;
  /** Its name in challenges. */
  readonly challenge?: string;
  /** Answers by a promise. */
  readonly later?: boolean;
  readonly acceptedHeaders?: Readonly<Record<string, string>>;
  readonly recognises?: (req: IncomingMessage) => boolean;
}

/**
 * A scheme whose credential says how it is: `bad`, `malformed`, `down`, `bug`, `undefined` (throws it), or else JSON
 * of what the credential declares.
 */
export function fakeScheme(options: FakeOptions = {}): FakeScheme {
  const {
    kind = 'token',
    header = 'x-token',
    challenge = 'Fake',
    later = false,
    recognises,
    acceptedHeaders,
  } = options;
  const scheme = {
    kind,
    slot: options.slot ?? `header ${header}`,
    runs: 0,
    authenticate(req: IncomingMessage) {
      scheme.runs++;
      const value = readSingleHeader(req, header, header);
      if (!later) return value === undefined ? undefined : verify(value, scheme);
      return setImmediate().then(() => (value === undefined ? undefined : verify(value, scheme)));
    },
    challenges: (error?: { code?: string | undefined; scope?: string | undefined }) => [
      formatChallenge(challenge, { realm: 'test', error: error?.code, scope: error?.scope }),
    ],
    ...(recognises !== undefined && { recognises }),
    ...(acceptedHeaders !== undefined && { acceptedHeaders }),
  };
  return scheme;
}

function verify(value: string, scheme: Scheme): Principal {
  switch (value) {
    case 'bad':
      throw new InvalidTokenError('Cannot verify fake: it is bad', { reason: 'bad_signature' });
    case 'malformed':
      throw new InvalidRequestError('Cannot read fake: it is malformed', { reason: 'malformed_header' });
    case 'down':
      throw new ServiceUnavailableError('Cannot verify fake', {
        reason: 'store_unavailable',
        retryAfterSeconds: 7,
      });
    case 'bug':
      throw new RangeError('a bug in the scheme');
    case 'undefined':
      throw undefined;
    default:
      return createPrincipal({ ...credential(scheme.kind), ...JSON.parse(value) }, scheme);
  }
}

/** A credential of the client `c`, that declares nothing unless told to. */
export function credential(kind: CredentialKind, says: Partial<Credential> = {}): Credential {
  return { kind, id: `${kind}-1`, client: { id: 'c', issuer: 'https://issuer.example' }, ...says };
}
