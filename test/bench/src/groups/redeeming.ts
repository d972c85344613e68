import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchRequest } from '../harness/bench-request.js';
import type { Case, Check, Contender, Group } from '../harness/group.js';
import {
  codeVerifier,
  fetchSupply,
  grantedScope,
  lifetimeSeconds,
  type RedeemingClient,
  type RedeemingMaterial,
  redirectUri,
  type Supply,
  tokenPath,
} from '../servers/redeeming/redeeming-material.js';

const reference = 'bare Express';
const floor = 'floor, SQLite';
const ours = 'portcullis, SQLite';
const provider = 'oidc-provider, memory';

const contenders: readonly Contender<RedeemingMaterial, RedeemingClient>[] = [
  { name: reference, load: () => import('../servers/redeeming/bare.js') },
  { name: floor, load: () => import('../servers/redeeming/floor.js') },
  { name: ours, load: () => import('../servers/redeeming/portcullis.js') },
  { name: provider, load: () => import('../servers/redeeming/oidc-provider.js') },
];

/** POST token with a code and its verifier, and with a refresh token that is rotated; JWTs by ES256. */
export const redeemingGroup: Group<RedeemingMaterial, RedeemingClient> = {
  name: 'redeeming',
  reference,
  contenders,
  async prepare(distinct) {
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
    return {
      material: { folder },
      checks: createChecks(),
      cases: [redeemingCase('code', distinct / 2), redeemingCase('refresh_token', distinct / 2)],
      close: async () => rmSync(folder, { recursive: true }),
    };
  },
};

/** Each code and each refresh token is good once: a contender that uses up `count` of them in one measurement fails it. */
function redeemingCase(supply: Supply, count: number): Case<RedeemingClient> {
  return {
    name: supply === 'code' ? 'code' : 'refresh',
    contenders: [floor, ours, provider],
    status: 200,
    goodOnce: true,
    requests: async (client, port) =>
      (await fetchSupply(port, supply, count)).map((value) => requestWith(client, supply, value)),
    // None against the floor: it asks neither client nor user whether they still may, and a lost reply is lost.
    aims: [{ contender: ours, against: provider, atLeast: 1 }],
  };
}

/** In their order: the code of the first one is the one that is used again. */
function createChecks(): Check<RedeemingClient>[] {
  const used = new Map<number, string>();
  const check = (
    name: string,
    status: number,
    supply: Supply,
    changes: Readonly<Record<string, string>>,
  ) => ({
    name,
    status,
    async request(client: RedeemingClient, port: number) {
      const [value = ''] = await fetchSupply(port, supply, 1);
      return requestWith(client, supply, value, changes);
    },
  });
  return [
    {
      name: 'a code',
      status: 200,
      async request(client, port) {
        const [code = ''] = await fetchSupply(port, 'code', 1);
        used.set(port, code);
        return requestWith(client, 'code', code);
      },
      fault: faultOfAnswer,
    },
    {
      name: 'the same code again',
      status: 400,
      request: (client, port) => requestWith(client, 'code', used.get(port) ?? ''),
    },
    check('a code with another verifier', 400, 'code', { code_verifier: 'w'.repeat(43) }),
    check('a code with another redirect_uri', 400, 'code', { redirect_uri: 'https://evil.example/' }),
    check('a code with a wrong secret', 401, 'code', { client_secret: 'wrong' }),
    { ...check('a refresh token', 200, 'refresh_token', {}), fault: faultOfAnswer },
    check('a refresh token that nobody was given', 400, 'refresh_token', { refresh_token: 'x'.repeat(43) }),
    check('a refresh token with a wrong secret', 401, 'refresh_token', { client_secret: 'wrong' }),
  ];
}

function requestWith(
  { clientId, clientSecret }: RedeemingClient,
  supply: Supply,
  value: string,
  changes: Readonly<Record<string, string>> = {},
): BenchRequest {
  const grant =
    supply === 'code'
      ? {
          grant_type: 'authorization_code',
          code: value,
          redirect_uri: redirectUri,
          code_verifier: codeVerifier,
        }
      : { grant_type: 'refresh_token', refresh_token: value };
  const form = { client_id: clientId, client_secret: clientSecret, ...grant, ...changes };
  return {
    method: 'POST',
    path: tokenPath,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  };
}

function faultOfAnswer(body: string): string | undefined {
  const {
    access_token: token,
    token_type: type,
    expires_in: lifetime,
    scope,
    refresh_token,
  } = JSON.parse(body);
  const isWhole = type === 'Bearer' && lifetime === lifetimeSeconds && scope === grantedScope;
  if (!isWhole || typeof refresh_token !== 'string') return `unexpected answer ${body}`;
  const [header = '', payload = ''] = String(token)
    .split('.')
    .map((segment) => Buffer.from(segment, 'base64url').toString());
  const { alg, typ } = JSON.parse(header);
  const { sub } = JSON.parse(payload);
  return alg === 'ES256' && typ === 'at+jwt' && sub === 'alice'
    ? undefined
    : `unexpected token ${header} ${payload}`;
}
