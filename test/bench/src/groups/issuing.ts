import type { Aim, Check, Contender, Group } from '../harness/group.js';
import {
  type IssuingClient,
  type IssuingMaterial,
  lifetimeSeconds,
  type TokenFormat,
  tokenPath,
} from '../servers/issuing/issuing-material.js';

const reference = 'bare Express';
const floor = 'floor';
const ours = 'portcullis';
const provider = 'oidc-provider';
const nodeOauth = '@node-oauth/express-oauth-server';

const contenders: readonly Contender<IssuingMaterial, IssuingClient>[] = [
  { name: reference, load: () => import('../servers/issuing/bare.js') },
  { name: floor, load: () => import('../servers/issuing/floor.js') },
  { name: ours, load: () => import('../servers/issuing/portcullis.js') },
  { name: provider, load: () => import('../servers/issuing/oidc-provider.js') },
  { name: nodeOauth, load: () => import('../servers/issuing/node-oauth.js') },
];

const measured = contenders.map(({ name }) => name).filter((name) => name !== reference);

/** POST token with client_credentials, once for each form of token. */
export const issuingGroups: readonly Group[] = [
  // No aim against oidc-provider: where nothing is signed, what counts is that it has no Express under it.
  issuingGroup('opaque', [aheadOf(floor, 0.95), aheadOf(nodeOauth)]),
  issuingGroup('ES256', [
    aheadOf(floor, 0.9),
    aheadOf(provider),
    { ...aheadOf(provider, 1.7), node: 24 },
    aheadOf(nodeOauth),
  ]),
  issuingGroup('RS256', [aheadOf(floor, 0.95), aheadOf(provider), aheadOf(nodeOauth)]),
];

function aheadOf(against: string, atLeast = 1): Aim {
  return { contender: ours, against, atLeast };
}

function issuingGroup(format: TokenFormat, aims: readonly Aim[]): Group<IssuingMaterial, IssuingClient> {
  return {
    name: `issuing-${format.toLowerCase()}`,
    reference,
    contenders,
    async prepare() {
      const requests = (client: IssuingClient) => [askWith(client)];
      return {
        material: { format },
        checks: issuingChecks(format),
        cases: [{ name: `client_credentials, ${format}`, contenders: measured, status: 200, requests, aims }],
        close: async () => {},
      };
    },
  };
}

function issuingChecks(format: TokenFormat): Check<IssuingClient>[] {
  const check = (name: string, status: number, changes: Readonly<Record<string, string>>) => ({
    name,
    status,
    request: (client: IssuingClient) => askWith(client, changes),
  });
  return [
    { ...check('the right secret', 200, {}), fault: (body) => faultOfAnswer(body, format) },
    check('a wrong secret', 401, { client_secret: 'wrong' }),
    check('an unknown client', 401, { client_id: 'nobody' }),
    check('an unknown grant', 400, { grant_type: 'password' }),
    check('a scope that is not assigned', 400, { scope: 'accounts:write' }),
  ];
}

function askWith({ clientId, clientSecret }: IssuingClient, changes: Readonly<Record<string, string>> = {}) {
  const form = {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope: 'accounts:read',
    ...changes,
  };
  return {
    method: 'POST',
    path: tokenPath,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  } as const;
}

function faultOfAnswer(body: string, format: TokenFormat): string | undefined {
  const { access_token: token, token_type: type, expires_in: lifetime, scope } = JSON.parse(body);
  // Who computes it from the end counts the millisecond that has passed.
  const isWhole = lifetime === lifetimeSeconds || lifetime === lifetimeSeconds - 1;
  if (type !== 'Bearer' || !isWhole || scope !== 'accounts:read') return `unexpected answer ${body}`;
  const segments = String(token).split('.');
  if (format === 'opaque') return segments.length === 1 ? undefined : 'the token is not opaque';
  const { alg, typ } = JSON.parse(Buffer.from(segments[0] ?? '', 'base64url').toString());
  return alg === format && typ === 'at+jwt' ? undefined : `unexpected header: alg ${alg}, typ ${typ}`;
}
