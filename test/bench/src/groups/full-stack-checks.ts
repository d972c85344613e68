import type { BenchRequest } from '../harness/bench-request.js';
import type { Check } from '../harness/group.js';
import {
  callingApp,
  type FullStackKeys,
  foreignAccount,
  keyHeader,
  ownAccount,
} from '../servers/full-stack/full-stack-material.js';
import { changePayload, changeSignature, type TokenMint } from './access-tokens.js';
import { faultOfHeaders } from './headers.js';

/** The answers that the whole stack owes: 200, 401, 403 and 404, each with the security headers. */
export async function fullStackChecks(mint: TokenMint): Promise<Check<FullStackKeys>[]> {
  const good = await mint.sign();
  const past = Math.floor(Date.now() / 1000) - 3600;
  const badTokens: readonly [string, string | undefined][] = [
    ['no token', undefined],
    ['a changed signature', changeSignature(good)],
    ['a changed payload', changePayload(good)],
    ['another issuer', await mint.sign({ iss: 'https://elsewhere.example' })],
    ['another audience', await mint.sign({ aud: 'https://elsewhere.example' })],
    ['an expired token', await mint.sign({ iat: past - 60, exp: past })],
  ];
  const narrow = await mint.sign({ scope: 'transactions:read' });
  const check = (name: string, status: number, request: Check<FullStackKeys>['request']) => ({
    name,
    status,
    request,
    fault: (_body: string, headers: Headers) => faultOfHeaders(headers),
  });
  const shown = (name: string): Check<FullStackKeys> => ({
    name,
    status: 200,
    request: (keys) => showAccount(keys.good, good),
    fault: (body, headers) => faultOfBody(body) ?? faultOfHeaders(headers) ?? faultOfLimit(headers),
  });
  return [
    shown('a good key and token'),
    shown('the same again'),
    check('no key', 401, () => showAccount(undefined, good)),
    check('an unknown key', 401, ({ unknown }) => showAccount(unknown, good)),
    ...badTokens.map(([name, token]) => check(name, 401, (keys) => showAccount(keys.good, token))),
    check('a key of another client', 403, (keys) => showAccount(keys.ofAnotherClient, good)),
    check('too little scope', 403, (keys) => showAccount(keys.good, narrow)),
    check("somebody else's account", 404, (keys) => showAccount(keys.good, good, foreignAccount)),
    check('an account that is not there', 404, (keys) => showAccount(keys.good, good, 'account-3')),
  ];
}

export function showAccount(
  key: string | undefined,
  token: string | undefined,
  account = ownAccount,
): BenchRequest {
  return {
    method: 'GET',
    path: `/accounts/${account}`,
    headers: {
      ...(key !== undefined && { [keyHeader]: key }),
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    },
  };
}

function faultOfBody(body: string): string | undefined {
  return body === JSON.stringify({ client: callingApp }) ? undefined : `unexpected body ${body}`;
}

function faultOfLimit(headers: Headers): string | undefined {
  return headers.has('ratelimit') && headers.has('ratelimit-policy')
    ? undefined
    : 'it says nothing of the limit';
}
