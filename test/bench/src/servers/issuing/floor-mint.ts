import { generateKeyPairSync, hash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { fromDer } from '../ecdsa-der.js';
import { audience, issuerUrl, lifetimeSeconds, type TokenFormat } from './issuing-material.js';

/** `subject` is the client where there is no user. */
export type FloorMint = (clientId: string, scope: string, subject?: string) => string;

/** The least that an access token can cost. */
export function createFloorMint(format: TokenFormat): FloorMint {
  if (format === 'opaque') return createOpaqueMint();
  const signInput = signatureOf(format);
  const header = encode({ alg: format, kid: 'floor-1', typ: 'at+jwt' });

  return (clientId, scope, subject = clientId) => {
    const iat = Math.floor(Date.now() / 1000);
    const payload = encode({
      iss: issuerUrl,
      sub: subject,
      aud: audience,
      client_id: clientId,
      iat,
      exp: iat + lifetimeSeconds,
      jti: randomBytes(16).toString('base64url'),
      scope,
    });
    const input = `${header}.${payload}`;
    return `${input}.${signInput(Buffer.from(input, 'latin1')).toString('base64url')}`;
  };
}

/** Random text; its digest is remembered, with all that the token may do. */
function createOpaqueMint(): FloorMint {
  const tokens = new Map<string, { clientId: string; scope: string; expiresAt: number }>();
  return (clientId, scope) => {
    const token = randomBytes(32).toString('base64url');
    const expiresAt = Date.now() + lifetimeSeconds * 1000;
    tokens.set(hash('sha256', token, 'base64'), { clientId, scope, expiresAt });
    return token;
  };
}

function signatureOf(format: 'ES256' | 'RS256'): (input: Buffer) => Buffer {
  if (format === 'RS256') {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return (input) => sign('sha256', input, privateKey);
  }
  const privateKey: KeyObject = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  return (input) => fromDer(sign('sha256', input, privateKey));
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
