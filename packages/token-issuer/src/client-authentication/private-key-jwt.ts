import { checkOptions, type InvalidRequestError, isSecurityError } from '@portcullis/core';
import { checkAlgorithms, checkIssuerUrl, parseCompactJwt, type SignatureAlgorithm } from '@portcullis/jwt';
import type { Store } from '@portcullis/store';
import { invalidRequest } from '../oauth-errors.js';
import type { Parameters } from '../request/parameters.js';
import type { ClientAuthenticationMethod } from './client-authentication-method.js';
import { maxAssertionLength, provesAssertion } from './prove-assertion.js';

export interface PrivateKeyJwtOptions {
  /** The issuer identifier, which is what `aud` of an assertion has to be, alone. */
  readonly issuer: string;
  /** Remembers the assertions that were used. */
  readonly store: Pick<Store, 'marks'>;
  /** What clients may sign with. @default ['ES256', 'PS256', 'RS256', 'EdDSA'] */
  readonly algorithms?: readonly SignatureAlgorithm[];
}

const action = 'Cannot create private_key_jwt';

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * A client signs who it is with its private key (RFC 7523 §2.2); its record has the public keys. Each assertion is good
 * once, and for five minutes at most.
 *
 * @throws TypeError for an unknown option or a wrong value.
 * @see https://www.rfc-editor.org/rfc/rfc7523#section-3
 */
export function privateKeyJwt(options: PrivateKeyJwtOptions): ClientAuthenticationMethod {
  checkOptions(action, options, ['issuer', 'store', 'algorithms']);
  const { issuer, store, algorithms = ['ES256', 'PS256', 'RS256', 'EdDSA'] } = options;
  checkIssuerUrl(action, 'issuer', issuer);
  checkAlgorithms(action, algorithms);
  if (typeof store?.marks?.rememberOnce !== 'function') throw new TypeError(`${action}: store is missing`);
  const proves = provesAssertion({ issuer, marks: store.marks, algorithms });
  return {
    name: 'private_key_jwt',
    slot: 'body',
    failure: 'wrong_assertion',
    signingAlgorithms: algorithms,
    read({ parameters }) {
      const assertion = readAssertion(parameters);
      if (assertion === undefined) return undefined;
      const clientId = subjectOf(assertion);
      if ((parameters.get('client_id') ?? clientId) !== clientId) throw unreadable();
      return { clientId, proves: (client, now) => proves(assertion, client, now) };
    },
  };
}

function readAssertion(parameters: Parameters): string | undefined {
  const type = parameters.get('client_assertion_type');
  const assertion = parameters.get('client_assertion');
  if (assertion === undefined && type === undefined) return undefined;
  if (assertion === undefined || type !== jwtBearer) throw unreadable();
  return assertion;
}

/** Whom the assertion says that it is about. Nothing of it is believed yet. */
function subjectOf(assertion: string): string {
  try {
    const { sub } = parseCompactJwt(assertion, maxAssertionLength).claims;
    if (typeof sub === 'string' && sub !== '') return sub;
  } catch (error) {
    if (!isSecurityError(error)) throw error;
  }
  throw unreadable();
}

function unreadable(): InvalidRequestError {
  return invalidRequest('The client assertion cannot be read, is of another type or is about another client');
}
