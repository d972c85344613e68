import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bank, startBank } from './bank.js';
import { expectProblem } from './gateway.js';

let bank: Bank;
let page: { readonly headers: Headers; readonly body: string };

beforeAll(async () => {
  bank = await startBank();
  const response = await fetch(`${bank.url}/reference`);
  page = { headers: response.headers, body: await response.text() };
});

afterAll(() => bank.stop());

describe('the reference page', () => {
  it('is not kept by caches, and may load nothing from elsewhere', () => {
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = new Map(
      page.headers
        .get('content-security-policy')
        ?.split(';')
        .map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1)]),
    );
    expect(policy.get('default-src')).toEqual(["'none'"]);
    expect(policy.get('script-src')).toEqual(["'self'"]);
    expect(policy.get('frame-ancestors')).toEqual(["'none'"]);
    expect(
      [...policy.values()].flat().filter((source) => /[.:*]/.test(source) && source !== 'data:'),
    ).toEqual([]);
    expect(page.body).not.toMatch(/https?:/);
  });

  it('finds everything that it loads', async () => {
    const loaded = [...page.body.matchAll(/<(?:script src|link rel="stylesheet" href)="([^"]+)"/g)];
    expect(loaded.length).toBe(3);
    for (const [, path = ''] of loaded) {
      const response = await fetch(new URL(path, `${bank.url}/reference`));
      expect([path, response.status]).toEqual([path, 200]);
      expect(response.headers.get('content-type')).toMatch(path.endsWith('.css') ? /css/ : /javascript/);
      expect(response.headers.get('content-security-policy')).not.toBeNull();
    }
  });

  it('shows the document that is enforced, with what each operation needs', async () => {
    const shown = await fetch(`${bank.url}/reference/openapi.json`);
    const { paths, components, servers } = (await shown.json()) as Record<string, Record<string, never>>;
    const served = await bank.call('GET', '/banking/apiDoc', { key: bank.publicApp.api_key });
    const document = (await served.json()) as Record<string, Record<string, never>>;
    expect([components, servers]).toEqual([document['components'], document['servers']]);
    expect(Object.keys(paths ?? {})).toEqual(Object.keys(document['paths'] ?? {}));
    expect(paths?.['/banking/products']).toMatchObject({
      get: { description: expect.stringMatching(/^\s*Needs an API key\.$/) },
    });
  });

  it.each(['', '/openapi.json', '/swagger-ui.css'])(
    'takes no other method than GET: /reference%s',
    async (path) => {
      const response = await fetch(`${bank.url}/reference${path}`, { method: 'POST' });
      expect(response.headers.get('allow')).toBe('GET, HEAD');
      await expectProblem(response, 405);
    },
  );

  it.each(['/', '/package.json', '/..%2fpackage.json', '/swagger-ui.js', '/index.html'])(
    'has nothing else: /reference%s',
    async (path) => {
      await expectProblem(await fetch(`${bank.url}/reference${path}`), 404);
    },
  );
});
