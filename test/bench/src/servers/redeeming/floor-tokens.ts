import { hash, randomBytes } from 'node:crypto';
import type { FloorDatabase } from './floor-database.js';
import { codeChallenge, grantedScope, type MakeSupply, redirectUri, userId } from './redeeming-material.js';

/** What a code or refresh token was given for. */
export interface FloorGrant {
  readonly user: string;
  readonly scope: string;
}

/** Codes and families in two tables: each is used up by one statement. */
export interface FloorTokens {
  readonly make: MakeSupply;
  /** The grant and a refresh token, once. */
  redeem(
    code: string,
    uri: string,
    verifier: string,
  ): Promise<(FloorGrant & { refresh: string }) | undefined>;
  /** The grant and the next refresh token, once. */
  rotate(refreshToken: string): Promise<(FloorGrant & { refresh: string }) | undefined>;
}

const dayMs = 86_400_000;

export function createFloorTokens(database: FloorDatabase, clientId: string): FloorTokens {
  const insertCode = database.prepare('INSERT INTO code VALUES (?, ?, ?, ?, ?, ?, ?, NULL)');
  const useCode = database.prepare(`UPDATE code SET consumed_at = ? WHERE hash = ? AND client = ?
    AND redirect_uri = ? AND challenge = ? AND consumed_at IS NULL AND expires_at > ? RETURNING user, scope`);
  const insertFamily = database.prepare('INSERT INTO family VALUES (?, ?, ?, ?, ?, ?)');
  const useFamily = database.prepare(`UPDATE family SET hash = ? WHERE id = ? AND client = ? AND hash = ?
    AND expires_at > ? RETURNING user, scope`);

  function openFamily({ user, scope }: FloorGrant): string {
    const [id, secret] = [randomText(16), randomText(32)];
    insertFamily.run(id, clientId, user, scope, digestOf(secret), Date.now() + dayMs);
    return `${id}.${secret}`;
  }

  const makers = {
    code(): string {
      const code = randomText(32);
      const expiresAt = Date.now() + dayMs;
      insertCode.run(digestOf(code), clientId, redirectUri, codeChallenge, userId, grantedScope, expiresAt);
      return code;
    },
    refresh_token: () => openFamily({ user: userId, scope: grantedScope }),
  };

  return {
    make: (supply, count) => database.step(() => Array.from({ length: count }, makers[supply])),
    redeem: (code, uri, verifier) =>
      database.step(() => {
        const [now, challenge] = [Date.now(), hash('sha256', verifier, 'base64url')];
        const grant = useCode.get(now, digestOf(code), clientId, uri, challenge, now) as
          | FloorGrant
          | undefined;
        return grant && { ...grant, refresh: openFamily(grant) };
      }),
    rotate: (refreshToken) =>
      database.step(() => {
        const [id, old = ''] = refreshToken.split('.');
        const next = randomText(32);
        const grant = useFamily.get(digestOf(next), id, clientId, digestOf(old), Date.now()) as
          | FloorGrant
          | undefined;
        return grant && { ...grant, refresh: `${id}.${next}` };
      }),
  };
}

const digestOf = (text: string) => hash('sha256', text, 'base64');

const randomText = (bytes: number) => randomBytes(bytes).toString('base64url');
