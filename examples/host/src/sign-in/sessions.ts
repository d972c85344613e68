import type { IncomingMessage } from 'node:http';
import { createSealer, randomSecret, type Sealer } from '@portcullis/core';
import type { Response } from 'express';

const sessionSeconds = 3600;
const label = 'session';

/** The visit of a browser. Times are milliseconds since the epoch. */
export interface Session {
  /** Nobody reads it: the cookie is sealed. */
  readonly id: string;
  readonly expiresAt: number;
  /** Absent until somebody has signed in. */
  readonly signedIn?: SignedIn;
}

export interface SignedIn {
  readonly userId: string;
  readonly authenticatedAt: number;
}

export interface Sessions {
  /** The session whose cookie the browser sent, unless it is over. */
  read(req: IncomingMessage): Session | undefined;
  /** A new session, under an id of its own, in the place of the one before. */
  begin(res: Response, signedIn?: SignedIn): Session;
}

export interface SessionsOptions {
  readonly cookieName: string;
  /** Over https alone. */
  readonly secure: boolean;
  /** That seal the cookies, newest first. */
  readonly secrets: readonly string[];
}

/**
 * Sessions that live in the browser's cookie, sealed, for an hour: the server keeps none, so no number of visitors fills
 * it, and each instance knows them all. Whether a user is still welcome is for their record to say.
 */
export function createSessions({ cookieName, secure, secrets }: SessionsOptions): Sessions {
  const sealer = createSealer('sign-in', secrets);
  const name = secure ? `__Host-${cookieName}` : cookieName;
  return {
    read(req) {
      const sessions = cookiesNamed(name, req).map((sealed) => openSession(sealer, sealed));
      return sessions.find((session) => session !== undefined && session.expiresAt > Date.now());
    },
    begin(res, signedIn) {
      const maxAge = sessionSeconds * 1000;
      const session = {
        id: randomSecret(),
        expiresAt: Date.now() + maxAge,
        ...(signedIn && { signedIn }),
      };
      const sealed = sealer.seal(JSON.stringify(session), label);
      res.cookie(name, sealed, { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge });
      return session;
    },
  };
}

function cookiesNamed(name: string, { headers }: IncomingMessage): readonly string[] {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1));
}

/** Whatever anybody else made does not open. */
function openSession(sealer: Sealer, sealed: string): Session | undefined {
  try {
    return JSON.parse(sealer.open(sealed, label)) as Session;
  } catch {
    return undefined;
  }
}
