import type { Credential, Principal } from '@portcullis/core';
import type { CompleteApiKeyOptions } from './api-key-options.js';
import { chain } from './chain.js';
import { invalidKey } from './key-refusals.js';
import type { ApiKey } from './keys/key.js';
import type { FindVerifiedKey } from './remember-keys.js';
import { toVerifiedKey } from './verified-key.js';

type Settings = Pick<
  CompleteApiKeyOptions,
  'keys' | 'issuer' | 'environments' | 'besideAnyClient' | 'invalidCredentialStatus'
>;

export interface FindVerifiedKeyOptions extends Settings {
  /** The keys, by the credential that a principal carries. */
  readonly verified: WeakMap<object, ApiKey>;
  toPrincipal(credential: Credential): Principal;
}

/** Makes the full look-up of a key. A cache may stand in front of it. */
export function findVerifiedKey(options: FindVerifiedKeyOptions): FindVerifiedKey {
  const { keys, issuer, environments, invalidCredentialStatus, verified } = options;
  const { revocations } = keys;
  return (text) =>
    chain(keys.verify(text, issuer), (verdict) => {
      if (verdict.fault !== undefined) throw invalidKey(verdict.fault, invalidCredentialStatus);
      if (!environments.includes(verdict.key.environment)) {
        throw invalidKey('wrong_environment', invalidCredentialStatus);
      }
      const found = toVerifiedKey(verdict, { ...options, revocations });
      if (found.principal.credentials.apiKey) verified.set(found.principal.credentials.apiKey, verdict.key);
      return found;
    });
}
