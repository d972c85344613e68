import { describe, expect, it } from 'vitest';
import { bothExpresses } from '../../../../test/support/both-expresses.js';
import { serveAuthorization } from '../support/serve-authorization.js';
import { issuerUrl, serveIssuer } from '../support/serve-issuer.js';

const oauth = '/.well-known/oauth-authorization-server';
const openid = '/.well-known/openid-configuration';

describe.each(bothExpresses)('the metadata of the authorization endpoint on %s', (_, express) => {
  it.each([oauth, openid])('stand at %s', async (path) => {
    const { url } = await serveAuthorization({ express });
    const response = await fetch(url + path);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({
      issuer: issuerUrl,
      authorization_endpoint: `${issuerUrl}/oauth/authorize`,
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      token_endpoint: `${issuerUrl}/oauth/token`,
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
      token_endpoint_auth_methods_supported: ['none'],
      jwks_uri: `${issuerUrl}/oauth/jwks`,
    });
  });

  it('are not at the place of OpenID Connect without the endpoint', async () => {
    const { url } = await serveIssuer({ express });
    expect((await fetch(url + openid)).status).toBe(404);
  });

  it.each([`${openid}/tenant`, `/tenant${openid}`, openid])(
    'of an issuer with a path stand at %s',
    async (path) => {
      const issuer = 'https://issuer.example/tenant';
      const { url } = await serveAuthorization({ express, issuer });
      expect(await (await fetch(url + path)).json()).toMatchObject({
        issuer,
        authorization_endpoint: `${issuer}/oauth/authorize`,
      });
    },
  );
});

it('every URL and iss come from the configured issuer, whatever the request says of its host', async () => {
  const headers = { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' };
  const seen: string[] = [];
  const { ask } = await serveAuthorization({
    prepare: (app) => void app.set('trust proxy', true),
    authenticate: (_req, { url, denialUrl }) => {
      seen.push(url, denialUrl);
      return { user: { id: 'ann' } };
    },
  });
  const response = await ask({}, { headers });
  expect(seen).toHaveLength(2);
  expect([...seen, response.headers.get('location')].join()).not.toContain('evil');
});
