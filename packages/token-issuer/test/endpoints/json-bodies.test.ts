import express from 'express';
import { describe, expect, it } from 'vitest';
import { basic, enterClient, serveIssuer } from '../support/serve-issuer.js';

const grant = '"grant_type":"client_credentials"';

async function ready(options: Parameters<typeof serveIssuer>[0] = {}) {
  const bench = await serveIssuer({ acceptJson: true, ...options });
  const { id, secret } = await enterClient(bench.clients);
  const post = (body: string, type = 'application/json') =>
    fetch(`${bench.url}/oauth/token`, {
      method: 'POST',
      body,
      headers: { 'content-type': type, authorization: basic(id, secret) },
    });
  return { post };
}

const parsers = {
  'read by itself': () => {},
  'parsed before it': (app: express.Express) => void app.use(express.json()),
};

describe('JSON bodies are refused', () => {
  it('where they are not asked for', async () => {
    const { post } = await ready({ acceptJson: false });
    expect((await post(`{${grant}}`)).status).toBe(400);
  });

  it.each([
    ['a parameter twice', `{${grant},"scope":"claims","scope":"billing"}`],
    ['a parameter twice, once in escapes', `{${grant},"scope":"claims","sc\\u006fpe":"billing"}`],
    ['a list', `["grant_type","client_credentials"]`],
    ['a list in it', `{"grant_type":["client_credentials"]}`],
    ['an object in it', `{${grant},"scope":{"$ne":"x"}}`],
    ['a number in it', `{${grant},"scope":7}`],
    ['null in it', `{${grant},"scope":null}`],
    ['null', 'null'],
    ['a text', '"grant_type"'],
    ['nothing', ''],
    ['half an object', `{${grant}`],
    ['a control character', `{${grant},"scope":"a\\u0000b"}`],
    ['half a surrogate pair', `{${grant},"scope":"\\ud800"}`],
  ])('with %s: 400 invalid_request', async (_, body) => {
    const { post } = await ready();
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_request' });
  });
});

describe.each(Object.entries(parsers))('a JSON body, %s', (_, prepare) => {
  it.each([`{${grant}}`, `{ ${grant}, "scope": "claims", "note": "a \\"quoted\\" \\\\" }`])(
    'gives a token: %s',
    async (body) => {
      const { post } = await ready({ prepare });
      expect((await post(body, 'application/json; charset=utf-8')).status).toBe(200);
    },
  );

  it('leaves forms as good as they were', async () => {
    const { post } = await ready({ prepare });
    const response = await post('grant_type=client_credentials', 'application/x-www-form-urlencoded');
    expect(response.status).toBe(200);
  });
});
