import { checkAlgorithms, checkIssuerUrl } from '@portcullis/jwt';
import type { RevocationView } from '@portcullis/store';
import {
  type IntrospectedIssuerOptions,
  type IssuerOptions,
  isForLocalIssuer,
  isForSigningIssuer,
  type LocalIssuerOptions,
  type RemoteIssuerOptions,
} from './issuer-options.js';
import { isLocalIssuer } from './local-issuer.js';
import { isRevocationView } from './revocation.js';

/**
 * Checks what can be seen without the keys; these are looked at where key sets are made.
 *
 * @throws TypeError
 */
export function checkIssuerOptions(action: string, options: IssuerOptions): void {
  if (isForLocalIssuer(options)) checkLocalIssuer(action, options);
  else checkRemoteIssuer(action, options);
  const { audience, clientClaim = 'client_id' } = options;
  checkNames(action, 'audience', typeof audience === 'string' ? [audience] : audience);
  if ('requiredClaims' in options) checkNames(action, 'requiredClaims', options.requiredClaims ?? [], 0);
  checkNames(action, 'clientClaim', [clientClaim]);
}

function checkLocalIssuer(action: string, options: LocalIssuerOptions): void {
  const { issuer, acceptOpaque } = options;
  if (!isLocalIssuer(issuer)) throw new TypeError(`${action}: issuer is an object, but no token issuer`);
  checkIssuerUrl(action, 'issuer', issuer.issuer);
  checkAlgorithms(action, options.algorithms ?? issuer.algorithms);
  // One that looked elsewhere would miss its revocations.
  refuse(
    action,
    options,
    ['jwks', 'revocations', 'introspection'],
    'the issuer is an object and has its own',
  );
  if (acceptOpaque !== undefined && typeof acceptOpaque !== 'boolean') {
    throw new TypeError(`${action}: acceptOpaque must be true or false`);
  }
  if (acceptOpaque === true && issuer.findAccessToken === undefined) {
    throw new TypeError(`${action}: acceptOpaque is true, but the issuer has no opaque tokens`);
  }
}

function checkRemoteIssuer(action: string, options: RemoteIssuerOptions | IntrospectedIssuerOptions): void {
  const { issuer, revocations } = options;
  checkIssuerUrl(action, 'issuer', issuer);
  refuse(action, options, ['acceptOpaque'], 'the issuer is not an object; see introspection');
  if (isForSigningIssuer(options)) checkAlgorithms(action, options.algorithms);
  else
    refuse(
      action,
      options,
      ['jwks', 'acceptTyp', 'requiredClaims'],
      'no JWTs are taken: algorithms is missing',
    );
  checkRevocations(action, revocations);
}

function refuse(action: string, options: IssuerOptions, names: readonly string[], why: string): void {
  const given = names.find((name) => Reflect.get(options, name) !== undefined);
  if (given !== undefined) throw new TypeError(`${action}: ${given} is given, but ${why}`);
}

function checkRevocations(action: string, revocations: RevocationView | undefined): void {
  if (revocations === undefined || isRevocationView(revocations)) return;
  throw new TypeError(`${action}: revocations is not a revocation view, give the \`revocations\` of a store`);
}

function checkNames(action: string, option: string, names: unknown, least = 1): void {
  if (names === undefined) throw new TypeError(`${action}: ${option} is missing`);
  const isText = (name: unknown) => typeof name === 'string' && name !== '';
  if (!Array.isArray(names) || names.length < least || !names.every(isText)) {
    throw new TypeError(`${action}: ${option} is not made of text`);
  }
}
