import type { RequestListener } from 'node:http';
import { inspect } from 'node:util';
import { type Decision, onDecision } from '@portcullis/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serve } from '../../../../test/support/serve.js';
import { type BearerGuard, bearer } from '../../src/index.js';
import { type IntrospectionServer, json, serveIntrospection } from '../support/introspection-server.js';
import { type Mounted, mount } from '../support/mount.js';

const issuer = 'https://login.example';
const audience = 'https://api.example';
const secret = 'the-secret-of-this-api';
const token = 'a-token-that-nobody-may-see';
const good = { active: true, aud: audience, client_id: 'app', token_type: 'Bearer' };

let server: IntrospectionServer;
let user: BearerGuard;
let mounted: Mounted;
const decisions: Decision[] = [];
let stop: () => void;

beforeEach(async () => {
  decisions.length = 0;
  stop = onDecision((decision) => decisions.push(decision));
  server = await serveIntrospection(json(good));
  user = guard(server.url);
  mounted = await mount(user);
});
afterEach(async () => {
  stop();
  await mounted.close();
});

function guard(url: string, clientSecret = secret): BearerGuard {
  return bearer({
    issuer,
    audience,
    introspection: { url, clientId: 'api', clientSecret, timeoutSeconds: 0.2 },
  });
}

const typed = (type: string, body: string): RequestListener => {
  return (_req, res) => res.writeHead(200, { 'content-type': type }).end(body);
};
const status = (code: number): RequestListener => {
  return (_req, res) => res.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(good));
};

describe('introspection that gives no answer is our own trouble: 503', () => {
  it.each<[string, RequestListener]>([
    ['500', status(500)],
    ['401, since our secret is wrong', status(401)],
    ['404', status(404)],
    ['201', status(201)],
    ['206', status(206)],
    ['204', (_req, res) => res.writeHead(204).end()],
    ['HTML', typed('text/html', '<!doctype html><title>Sign in</title>')],
    ['HTML that calls itself JSON', typed('application/json', '<!doctype html>')],
    ['an answer that calls itself text', typed('text/plain', JSON.stringify(good))],
    ['an answer that is a JWT (RFC 9701)', typed('application/token-introspection+jwt', 'e30.e30.')],
    ['an empty body', typed('application/json', '')],
    ['broken JSON with the token in it', typed('application/json', `{"active":true,"token":"${token}"`)],
    ['true', typed('application/json', 'true')],
    ['an array', typed('application/json', JSON.stringify([good]))],
    ['active twice', typed('application/json', '{"active":false,"active":true}')],
    ['far too much', typed('application/json', JSON.stringify({ ...good, more: 'a'.repeat(600_000) }))],
    ['active as text', json({ ...good, active: 'true' })],
    ['no active', json({ ...good, active: undefined })],
    ['exp as text', json({ ...good, exp: 'soon' })],
    ['aud as a number', json({ ...good, aud: 7 })],
    ['no answer at all', () => {}],
    [
      'half an answer',
      (_req, res) => res.writeHead(200, { 'content-type': 'application/json' }).write('{"act'),
    ],
    ['a connection that breaks', (req) => req.socket.destroy()],
    [
      'a connection that breaks in mid-answer',
      (req, res) => {
        res.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        res.write('{"active":true', () => req.socket.destroy());
      },
    ],
  ])('%s', async (_what, fault) => {
    server.answer = fault;
    const answer = await fetch(mounted.url, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(answer.headers.get('www-authenticate')).toBeNull();
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const told = inspect([await answer.text(), ...answer.headers, decisions], { depth: 20 });
    const kept = inspect(user, { depth: 20, showHidden: true });
    expect(decisions).toMatchObject([{ outcome: 'deny', reason: 'introspection_unavailable', status: 503 }]);
    for (const hidden of [token, secret, Buffer.from(`api:${secret}`).toString('base64')]) {
      expect(told + kept).not.toContain(hidden);
    }
    expect(told).toMatch(/\bcause\b/);

    server.answer = json(good);
    expect(await mounted.send(token)).toMatchObject({ status: 200 });
    expect(server.questions).toHaveLength(2);
  });

  it('a redirect, which is not followed: the secret goes nowhere else', async () => {
    const elsewhere = await serveIntrospection(json(good));
    for (const code of [301, 302, 303, 307, 308]) {
      server.answer = (_req, res) => res.writeHead(code, { location: elsewhere.url }).end();
      expect(await mounted.send(token)).toEqual({ status: 503, reason: 'introspection_unavailable' });
    }
    expect(elsewhere.questions).toEqual([]);
  });

  it('nobody listens', async () => {
    const gone = await serve(() => {});
    await gone.close();
    await mounted.close();
    mounted = await mount(guard(`${gone.url}/introspect`));
    expect(await mounted.send(token)).toEqual({ status: 503, reason: 'introspection_unavailable' });
  });

  it('for all who wait for the same answer, and the next one asks again', async () => {
    server.answer = () => {};
    const ask = () => fetch(mounted.url, { headers: { authorization: `Bearer ${token}` } });
    const answers = await Promise.all(Array.from({ length: 20 }, ask));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([503]));
    expect(server.questions).toHaveLength(1);
    server.answer = json(good);
    expect(await mounted.send(token)).toMatchObject({ status: 200 });
  });

  it('also for a token that was good, once its answer is too old', async () => {
    const clock = { ms: Date.now(), now: () => clock.ms };
    await mounted.close();
    const introspection = { url: server.url, clientId: 'api', clientSecret: secret };
    mounted = await mount(bearer({ issuer, audience, introspection, clock }));
    await mounted.principalOf(token);
    server.answer = status(500);
    await mounted.principalOf(token);
    clock.ms += 60_000;
    expect(await mounted.send(token)).toEqual({ status: 503, reason: 'introspection_unavailable' });
  });

  it('for what is under way when the guard is closed, and for what comes after', async () => {
    server.answer = () => user.close();
    const [first, second] = [await mounted.send(token), await mounted.send(token)];
    expect(first).toEqual({ status: 503, reason: 'introspection_unavailable' });
    expect(second).toEqual(first);
    expect(server.questions).toHaveLength(1);
  });
});
