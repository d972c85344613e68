import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type express from 'express';
import type { Router } from 'express';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bothExpresses } from '../../../../test/support/both-expresses.js';
import { enforceOpenApi, operationOf } from '../../src/index.js';
import { routeOfTemplate } from '../../src/path-shape.js';
import { documentOf, isPublic } from '../support/document-of.js';

const fixed = ['a', 'b', 'A1', 'a-b', 'a.b', 'a:b', '$a', 'caf%C3%A9', 'a~', "'a'", '(a)'];
const segment = fc.constantFrom('a', 'b', '{x}', '{x}', '{y}', '{x}.json', '{x}-{y}', ...fixed);
const path = fc
  .tuple(fc.array(segment, { maxLength: 3 }), fc.constantFrom('', '', '/'))
  .map(([segments, end]) => (segments.length === 0 ? '/' : `/${segments.join('/')}${end}`))
  .filter((text) => new Set(text.match(/\{\w\}/g)).size === (text.match(/\{\w\}/g) ?? []).length);
const places = fc.uniqueArray(
  fc.tuple(fc.constantFrom('GET', 'GET', 'POST', 'HEAD', 'OPTIONS'), path).map((pair) => pair.join(' ')),
  { minLength: 1, maxLength: 6 },
);

const odd = [
  '%61',
  'a%2Fb',
  '%2F',
  '%',
  '%zz',
  '..',
  '.',
  ';a',
  '',
  'é',
  'a b',
  'a/',
  '/a',
  'caf%c3%a9',
  'x.JSON',
];
const part = fc.constantFrom('x', 'a', 'x-y', 'x.json', ...odd, ...fixed);
const origin = fc.constantFrom(...Array(9).fill(''), 'http://h', '//h', 'x://h');
const end = fc.constantFrom(...Array(9).fill(''), '/', '//', '?q=/a', '#f', '?', '\\');

/**
 * RFC 9112 §3.2: the rest is no request target. It may be refused though Express would take it, and go nowhere else; so
 * may an absolute one with a quote in it, which Express escapes.
 */
const isUrl = /^(?:\/[\w\-.~!$&'()*+,;=:@%/?]*|http:\/\/h\/[\w\-.~!$&()*+,;=:@%/?]*)$/;

/** Made of an operation of the document, which it counts, or of anything. `own` is the method of that operation. */
interface Target {
  readonly method: string;
  readonly from: number;
  readonly parts: readonly string[];
  readonly origin: string;
  readonly end: string;
  readonly upperCase: boolean;
}
const target: fc.Arbitrary<Target> = fc.record({
  method: fc.constantFrom('own', 'own', 'own', 'own', 'GET', 'POST', 'HEAD', 'OPTIONS', 'PUT'),
  from: fc.integer({ min: -1, max: 5 }),
  parts: fc.array(part, { minLength: 3, maxLength: 3 }),
  origin,
  end,
  upperCase: fc.constantFrom(false, false, false, true),
});

function requestOf(target: Target, operations: readonly string[]): readonly [method: string, url: string] {
  const [method = '', template = ''] = operations[target.from % operations.length]?.split(' ') ?? [
    'GET',
    '/{x}/{y}',
  ];
  let next = 0;
  const filled = template.replace(/\{\w\}/g, () => target.parts[next++] ?? '');
  const url = target.origin + (target.upperCase ? filled.toUpperCase() : filled) + target.end;
  return [target.method === 'own' ? method : target.method, url];
}

interface Settings {
  readonly caseSensitive: boolean;
  readonly strict: boolean;
  /** Whether the routes below the first segment stand in a Router of their own. */
  readonly nested: boolean;
}
const settings = fc.record({ caseSensitive: fc.boolean(), strict: fc.boolean(), nested: fc.boolean() });

/** Registers the operations, each with a handler that says which one was reached. */
function register(
  create: typeof express,
  router: Router,
  operations: readonly string[],
  how: Settings,
): void {
  for (const place of operations) {
    const [method = '', template = ''] = place.split(' ');
    const verb = method.toLowerCase() as 'get';
    const handle = (_req: unknown, res: { end(text: string): void }) => res.end(place);
    const [, first = ''] = template.split('/');
    const below = template.slice(first.length + 1);
    if (!how.nested || first === '' || below === '') {
      router[verb](routeOfTemplate(template), handle);
      continue;
    }
    const inner = create.Router(how);
    inner[verb](routeOfTemplate(below), handle);
    router.use(routeOfTemplate(`/${first}`), inner);
  }
}

/** Sends a request without a socket. Nothing where no handler of the test answered. */
function send(router: Router, create: typeof express, method: string, url: string) {
  const req = Object.assign(new IncomingMessage(new Socket()), { method, url });
  const res = new ServerResponse(req);
  const app = create();
  app.use(router);
  return new Promise<{ req: IncomingMessage; reached: string | undefined }>((resolve) => {
    const settle = (text?: unknown) =>
      resolve({ req, reached: res.statusCode === 200 ? String(text) : undefined });
    Object.assign(res, { end: settle, send: () => settle('OPTIONS') });
    app(req as never, res as never, () => resolve({ req, reached: undefined }));
  });
}

/** Gives nothing for a document that is refused at the start, as one whose paths are the same to Express. */
async function guarded(create: typeof express, operations: readonly string[], how: Settings) {
  const document = documentOf(Object.fromEntries(operations.map((place) => [place, { security: isPublic }])));
  const router = create.Router(how);
  try {
    const api = await enforceOpenApi(document, { schemes: {} });
    router.use(api);
    register(create, router, operations, how);
    api.check(router);
    return router;
  } catch (error) {
    if (error instanceof TypeError && error.message.startsWith('Cannot')) return undefined;
    throw error;
  }
}

describe.each(bothExpresses)('the operation of a request, on %s', (_name, create) => {
  it('is the one that Express dispatches to where nobody stands in front, for any document and any target', async () => {
    let reached = 0;
    await fc.assert(
      fc.asyncProperty(
        places,
        settings,
        fc.array(target, { minLength: 90, maxLength: 90 }),
        async (operations, how, targets) => {
          const router = await guarded(create, operations, how);
          if (router === undefined) return;
          const bare = create.Router(how);
          register(create, bare, operations, how);
          for (const each of targets) {
            const [method, url] = requestOf(each, operations);
            const plain = await send(bare, create, method, url);
            const { req, reached: behind } = await send(router, create, method, url);
            const expected = operations.includes(plain.reached ?? '') ? plain.reached : undefined;
            const found = operationOf(req);
            if (plain.reached !== expected) {
              // Express answers OPTIONS by itself, in a nested Router before a route for it further down.
              expect(operations).not.toContain(behind);
            } else if (isUrl.test(url)) {
              expect({ method, url, found, behind }).toEqual({
                method,
                url,
                found: expected,
                behind: expected,
              });
            } else {
              expect({ method, url, behind }).toEqual({ method, url, behind: found });
            }
            if (expected !== undefined) reached++;
          }
        },
      ),
      { numRuns: 10, endOnFailure: true },
    );

    expect(reached).toBeGreaterThan(60);
  });
});
