import { createJwtSigner, generateSigningKey } from '@portcullis/jwt';
import type { Store } from '@portcullis/store';
import {
  type ClientKeys,
  clientCredentials,
  createClients,
  privateKeyJwt,
  tokenIssuer,
} from '@portcullis/token-issuer';
import express from 'express';
import { expect, it, onTestFinished } from 'vitest';
import { describeOnEachEngine } from '../support/each-engine.js';
import { serve } from '../support/serve.js';

const issuerUrl = 'https://issuer.example';

async function startServer(store: Store) {
  const clients = createClients({ store });
  const clientAuthentication = [privateKeyJwt({ issuer: issuerUrl, store })];
  const options = { issuer: issuerUrl, audience: 'https://api.example', store, clients };
  const issuer = tokenIssuer({ ...options, grants: [clientCredentials], clientAuthentication });
  const { url, close } = await serve(express().use(issuer.router));
  onTestFinished(async () => {
    await close();
    await issuer.close();
  });
  return { clients, url };
}

describeOnEachEngine('client assertions', (openTwo) => {
  it('RFC 7523 §3: are good once, of 50 uses at once on two servers', async () => {
    const servers = await Promise.all((await openTwo()).map(startServer));
    const key = await generateSigningKey('ES256');
    const keys = { keys: [key.publicJwk] } as unknown as ClientKeys;
    const clientId = (
      await servers[0]?.clients.createWithKeys({ name: 'Signer', grants: ['client_credentials'] }, keys)
    )?.id;
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: clientId, sub: clientId, aud: issuerUrl, exp: now + 60, jti: 'one' };
    const assertion = createJwtSigner(key).sign(claims, 'JWT');
    const use = (turn: number) =>
      fetch(`${servers[turn % servers.length]?.url}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: assertion,
        }),
      });
    const replies = await Promise.all(Array.from({ length: 50 }, (_, turn) => use(turn)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    // So many failures at once may lock the client out for a while.
    for (const { status } of replies) expect([200, 401, 429]).toContain(status);
  });
});
