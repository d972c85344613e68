import type { IncomingMessage } from 'node:http';
import type { Response } from 'express';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { csrfTokenOf, requireCsrfToken } from '../../src/sign-in/csrf.js';
import { createSessions, type SignedIn } from '../../src/sign-in/sessions.js';

const secrets = ['s'.repeat(32)];
const sessions = createSessions({ cookieName: 'visit', secure: false, secrets });
const alice = { userId: 'alice', authenticatedAt: 1 };

afterEach(() => void vi.useRealTimers());

/** What the browser is given, and sends back. */
function begin(made = sessions, signedIn?: SignedIn) {
  const set: [name: string, value: string, options: object][] = [];
  const res = { cookie: (...cookie: (typeof set)[number]) => set.push(cookie) } as unknown as Response;
  const session = made.begin(res, signedIn);
  const [name = '', value = '', options = {}] = set[0] ?? [];
  return { session, name, value, options };
}

const request = (cookie: string) => ({ headers: { cookie } }) as IncomingMessage;

describe('sessions', () => {
  const { session, name, value } = begin(sessions, alice);

  it.each([
    ['no cookie', ''],
    ['an empty one', 'visit='],
    ['one that somebody made up', 'visit=eyJpZCI6IngifQ'],
    ['a changed one', `visit=${value.slice(0, -1)}${value.endsWith('A') ? 'B' : 'A'}`],
    ['one of another name', `visits=${value}`],
    ['the value without a name', value],
  ])('are not read from %s', (_, cookie) => {
    expect(sessions.read(request(cookie))).toBeUndefined();
  });

  it('are not read by a server with another secret, and are by one that knows the secret of before', () => {
    const others = ['o'.repeat(32)];
    const made = (all: readonly string[]) =>
      createSessions({ cookieName: 'visit', secure: false, secrets: all });
    expect(made(others).read(request(`${name}=${value}`))).toBeUndefined();
    expect(made([...others, ...secrets]).read(request(`${name}=${value}`))).toEqual(session);
  });

  it('end after an hour', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const visit = begin();
    const cookie = `${visit.name}=${visit.value}`;
    vi.advanceTimersByTime(3_599_000);
    expect(sessions.read(request(cookie))).toEqual(visit.session);
    vi.advanceTimersByTime(1000);
    expect(sessions.read(request(cookie))).toBeUndefined();
  });

  it('are read among other cookies, also behind one of the same name that is not ours', () => {
    expect(sessions.read(request(`a=b; visit=x; ${name}=${value}; c=d`))).toEqual(session);
    expect(session).toMatchObject({ signedIn: alice });
  });

  it('show nobody who is signed in', () => {
    expect(value).not.toContain('alice');
    expect(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString('latin1')).not.toContain('alice');
  });

  it('have a new id each time', () => {
    expect(begin().session.id).not.toBe(begin().session.id);
  });

  it('are for https alone where they are secure, and for this host alone', () => {
    const visit = begin(createSessions({ cookieName: 'visit', secure: true, secrets }));
    expect(visit.name).toBe('__Host-visit');
    expect(visit.options).toEqual({
      httpOnly: true,
      sameSite: 'lax',
      secure: true,
      path: '/',
      maxAge: 3_600_000,
    });
  });
});

describe('CSRF tokens', () => {
  const { session } = begin();

  it.each([undefined, '', 'x', csrfTokenOf(begin().session), [csrfTokenOf(session)], { length: 43 }])(
    'of another session, or none: %j',
    (token) => {
      expect(() => requireCsrfToken(session, token)).toThrow(expect.objectContaining({ status: 403 }));
    },
  );

  it('are nobody else’s, and none without a session', () => {
    requireCsrfToken(session, csrfTokenOf(session));
    expect(() => requireCsrfToken(undefined, csrfTokenOf(session))).toThrow(
      expect.objectContaining({ status: 403 }),
    );
    expect(csrfTokenOf(session)).not.toContain(session.id);
  });
});
