import type { BenchRequest } from '../harness/bench-request.js';
import type { Check } from '../harness/group.js';
import { openPath, scopedPath, transferScope } from '../servers/bearer/bearer-material.js';
import { callingClient, changePayload, changeSignature, type TokenMint } from './access-tokens.js';

/** The answers that a guard of a bearer token owes: 200, 401 and 403. */
export async function bearerChecks(mint: TokenMint): Promise<Check[]> {
  const good = await mint.sign();
  const granted = await mint.sign({ scope: transferScope });
  const past = Math.floor(Date.now() / 1000) - 3600;
  const refused: readonly [string, string | undefined][] = [
    ['no token', undefined],
    ['a changed signature', changeSignature(good)],
    ['a changed payload', changePayload(good)],
    ['another issuer', await mint.sign({ iss: 'https://elsewhere.example' })],
    ['another audience', await mint.sign({ aud: 'https://elsewhere.example' })],
    ['an expired token', await mint.sign({ iat: past - 60, exp: past })],
  ];
  return [
    { name: 'a good token', status: 200, request: () => getWith(openPath, good), fault: namesTheClient },
    {
      name: 'the same token again',
      status: 200,
      request: () => getWith(openPath, good),
      fault: namesTheClient,
    },
    ...refused.map(([name, token]) => ({ name, status: 401, request: () => getWith(openPath, token) })),
    { name: 'too little scope', status: 403, request: () => getWith(scopedPath, good) },
    { name: 'enough scope', status: 200, request: () => getWith(scopedPath, granted) },
  ];
}

export function getWith(path: string, token: string | undefined): BenchRequest {
  return { method: 'GET', path, headers: token === undefined ? {} : { Authorization: `Bearer ${token}` } };
}

function namesTheClient(body: string): string | undefined {
  return body === JSON.stringify({ client: callingClient }) ? undefined : `unexpected body ${body}`;
}
