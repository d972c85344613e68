import { publicRoute, reportOnly } from '@portcullis/core';
import { describe, expect, it } from 'vitest';
import { serve } from '../../../test/support/serve.js';
import { enforceOpenApi } from '../src/index.js';
import { documentOf, isPublic, key } from './support/document-of.js';
import { expresses } from './support/expresses.js';
import { accessToken, apiKey } from './support/fake-guards.js';

const schemes = { apiKey, accessToken };
const tryIt = async (document: object, s: object = schemes) => {
  try {
    const api = await enforceOpenApi(document, { schemes: s as never });
    return api.operations.map((o) => [o.name, o.guard.name]);
  } catch (error) {
    return (error as Error).message;
  }
};
const more = { components: { ...documentOf({}).components, schemas: { X: { type: 'object' } } } };
it.each([
  ['ref to schema as a requirement', JSON.parse('[{"$ref":"#/components/schemas/X"}]')],
  ['ref to schema as one of two', JSON.parse('[{"apiKey":[]},{"$ref":"#/components/schemas/X"}]')],
  ['proto', JSON.parse('[{"__proto__":[]}]')],
  ['proto with key', JSON.parse('[{"__proto__":[],"apiKey":[]}]')],
  ['constructor', JSON.parse('[{"constructor":[]}]')],
  ['toString', JSON.parse('[{"toString":[]}]')],
  ['self ref', JSON.parse('[{"$ref":"#/paths/~1a/get/security/0"}]')],
  ['ref to info', JSON.parse('[{"$ref":"#/x-empty"}]')],
  ['ref to scheme', JSON.parse('[{"$ref":"#/components/securitySchemes/apiKey"}]')],
])('%s', async (n, security) => {
  for (const openapi of ['3.1.0', '3.0.3'])
    console.log(n, openapi, JSON.stringify(await tryIt(documentOf({ 'GET /a': { security } }, { ...more, openapi, 'x-empty': {} }))));
});
it('security as ref', async () => {
  console.log(JSON.stringify(await tryIt(documentOf({ 'GET /a': { security: { $ref: '#/components/schemas/X' } as never } }, { ...more, security: [{ apiKey: [] }] }))));
  console.log('scheme __proto__', JSON.stringify(await tryIt(JSON.parse(JSON.stringify(documentOf({ 'GET /a': { security: [{ apiKey: [] }] } })).replaceAll('"apiKey"', '"__proto__"')), JSON.parse('{"__proto__":1}'))));
  const c = documentOf({ 'GET /a': { security: [{ constructor: [] }] as never } });
  (c as any).components = { securitySchemes: { constructor: { type: 'apiKey', in: 'header', name: 'API-Key' } } };
  console.log('scheme constructor', JSON.stringify(await tryIt(c, { constructor: apiKey })), JSON.stringify(await tryIt(c, {})));
  console.log('reportOnly', JSON.stringify(await tryIt(documentOf({ 'GET /a': { security: key } }), { apiKey: reportOnly(apiKey) })));
  console.log('op name', JSON.stringify(await tryIt(documentOf({ 'GET /a': { security: key, operationId: '__proto__' } }), { apiKey })));
  console.log('path proto', JSON.stringify(await tryIt(JSON.parse(JSON.stringify(documentOf({ 'GET /a': { security: key } })).replace('"/a"', '"__proto__"')), { apiKey })));
  console.log('method proto', JSON.stringify(await tryIt(documentOf({ 'GET /a': { security: key } , 'GET /__proto__': { security: key } }), { apiKey })));
});
it('path item through $ref with siblings', async () => {
  const d = documentOf({ 'GET /a': { security: key } }) as any;
  d.components = { ...d.components, pathItems: { P: d.paths['/a'] } };
  d.paths['/a'] = { $ref: '#/components/pathItems/P' };
  console.log('pathitem', JSON.stringify(await tryIt(d, { apiKey })));
  d.paths['/a'] = { $ref: '#/components/pathItems/P', get: { security: [], responses: {} } };
  console.log('pathitem sibling', JSON.stringify(await tryIt(d, { apiKey })));
  d.paths['/a'] = { $ref: '#/components/schemas/P' , get: { security: [{apiKey: []}], responses: {} } };
  console.log('pathitem schema sibling', JSON.stringify(await tryIt(d, { apiKey })));
  const e = documentOf({ 'GET /a': { security: key } }, { security: [{ $ref: '#/components/schemas/Q' }] }) as any;
  e.paths['/b'] = { get: { responses: {} } };
  console.log('global', JSON.stringify(await tryIt(e, { apiKey })));
});
describe.each(expresses)('%s', (_n, create) => {
  it('nested app', async () => {
    const api = await enforceOpenApi(documentOf({ 'GET /open': { security: isPublic }, 'GET /x/{id}': { security: isPublic } }), { schemes: {} });
    const router = create.Router();
    router.use(api);
    const sub = create();
    router.use('/x', sub);
    router.get('/open', (_q, r) => void r.end('open'));
    router.get('/x/:id', (_q, r) => void r.end('x'));
    let m = '';
    try {
      api.check(router);
      sub.get('/secret', (_q, r) => void r.end('secret'));
    } catch (e) {
      m = (e as Error).message;
    }
    const s = await serve(create().use(router));
    console.log('nested', _n, m, await (await fetch(`${s.url}/x/secret`)).text());
    await s.close();
  });
  it.each(['array', 'regexp'])('mount at %s', async (how) => {
    const api = await enforceOpenApi(documentOf({ 'GET /a/x': { security: key } }), { schemes: { apiKey } });
    const router = create.Router();
    router.use(api);
    const sub = create.Router().get('/x', (q, r) => void r.end('x at ' + q.baseUrl));
    router.use(how === 'array' ? ['/a', '/b'] : /^\/(?:a|b)/, sub);
    let m = '';
    try { api.check(router); } catch (e) { m = (e as Error).message; }
    const s = await serve(create().use(router));
    console.log(how, _n, m, await (await fetch(`${s.url}/b/x`, { headers: { 'API-Key': 'good' } })).text(), (await fetch(`${s.url}/b/x`)).status);
    await s.close();
  });
});
