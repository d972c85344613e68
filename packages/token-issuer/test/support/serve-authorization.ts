import { authorizationCode, clientCredentials, none, refreshToken } from '../../src/index.js';
import { type BenchOptions, serveIssuer } from './serve-issuer.js';

/** What RFC 7636 appendix B has. */
export const codeVerifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
export const codeChallenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

export const redirectUri = 'https://app.example/callback';

/** Parameters; a list is sent as repeats, `undefined` is left out. */
export type Asked = Readonly<Record<string, string | readonly string[] | undefined>>;

/** An issuer with an authorization endpoint, where Ann is signed in and consent is not asked, and a public client. */
export async function serveAuthorization(options: BenchOptions = {}) {
  const bench = await serveIssuer({
    grants: [authorizationCode, refreshToken, clientCredentials],
    clientAuthentication: [none],
    authenticate: () => ({ user: { id: 'ann' } }),
    askConsent: null,
    ...options,
    paths: { authorize: '/oauth/authorize', ...options.paths },
  });
  const client = await bench.clients.createPublic({
    name: 'App',
    grants: ['authorization_code', 'refresh_token'],
    scopes: ['claims', 'billing'],
    redirectUris: [redirectUri, 'http://127.0.0.1/callback', 'https://app.example/keep?a=1&b='],
  });
  const endpoint = `${bench.url}/oauth/authorize`;
  const formOf = (asked: Asked) =>
    toForm({
      response_type: 'code',
      client_id: client.id,
      redirect_uri: redirectUri,
      state: 'S',
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
      ...asked,
    });
  return {
    ...bench,
    client,
    endpoint,
    formOf,
    ask: (asked: Asked = {}, init: RequestInit = {}) =>
      fetch(`${endpoint}?${formOf(asked)}`, { redirect: 'manual', ...init }),
    post: (asked: Asked = {}) => fetch(endpoint, { method: 'POST', redirect: 'manual', body: formOf(asked) }),
    /** Goes on at a path that the issuer or its interaction named. */
    follow: (path: string) => fetch(bench.url + path, { redirect: 'manual' }),
  };
}

function toForm(asked: Asked): URLSearchParams {
  const pairs = Object.entries(asked).flatMap(([name, value = []]) =>
    [value].flat().map((one): [string, string] => [name, one]),
  );
  return new URLSearchParams(pairs);
}

/** What a redirect tells the client, by name. */
export function answerOf(response: Response): Readonly<Record<string, string>> {
  const location = response.headers.get('location');
  if (location === null) throw new Error(`No redirect: ${response.status}`);
  return Object.fromEntries(new URL(location, 'https://here.example').searchParams);
}
