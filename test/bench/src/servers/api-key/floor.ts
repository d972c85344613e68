// By hand: digests of keys in a map, status and deadline looked at on each hit.
import { hash, randomBytes } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { createRefusal } from '../bearer/floor-refusal.js';
import { callingApp, createKeyServer, keyHeader } from './key-server.js';

interface KeyRow {
  readonly clientId: string;
  readonly active: boolean;
  readonly expiresAt: number;
}

interface FloorRequest extends Request {
  key?: KeyRow;
}

const header = keyHeader.toLowerCase();
const refuseAbsent = createRefusal(401, 'ApiKey realm="api"');
const refuseInvalid = createRefusal(401, 'ApiKey realm="api", error="invalid_api_key"');

export function createContender() {
  const rows = new Map<string, KeyRow>();
  const digestOf = (text: string) => hash('sha256', text, 'base64');
  const make = (row: Partial<KeyRow>): string => {
    const text = `bank_live_${randomBytes(48).toString('hex')}`;
    rows.set(digestOf(text), {
      clientId: callingApp,
      active: true,
      expiresAt: Number.POSITIVE_INFINITY,
      ...row,
    });
    return text;
  };
  const authenticate: RequestHandler = (req: FloorRequest, res, next) => {
    const text = req.headers[header];
    if (typeof text !== 'string') return refuseAbsent(res);
    const row = rows.get(digestOf(text));
    if (row === undefined || !row.active || row.expiresAt <= Date.now()) return refuseInvalid(res);
    req.key = row;
    res.setHeader('Cache-Control', 'private');
    next();
  };
  return createKeyServer({
    keys: {
      good: make({}),
      suspended: make({ active: false }),
      expired: make({ expiresAt: 0 }),
      unknown: `bank_live_${randomBytes(48).toString('hex')}`,
    },
    authenticate,
    clientOf: (req: FloorRequest) => req.key?.clientId,
  });
}
