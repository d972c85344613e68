// By hand: digests of keys in a map, status and deadline looked at on each hit.
import type { Request, RequestHandler } from 'express';
import { type FloorKey, FloorKeys, randomKey, refuseAbsentKey, refuseInvalidKey } from './floor-keys.js';
import { callingApp, createKeyServer, keyHeader } from './key-server.js';

interface FloorRequest extends Request {
  key?: FloorKey;
}

const header = keyHeader.toLowerCase();

export function createContender() {
  const keys = new FloorKeys();
  const authenticate: RequestHandler = (req: FloorRequest, res, next) => {
    const text = req.headers[header];
    if (typeof text !== 'string') return refuseAbsentKey(res);
    const key = keys.find(text);
    if (key === undefined) return refuseInvalidKey(res);
    req.key = key;
    res.setHeader('Cache-Control', 'private');
    next();
  };
  return createKeyServer({
    keys: {
      good: keys.make({ clientId: callingApp }),
      suspended: keys.make({ clientId: callingApp, active: false }),
      expired: keys.make({ clientId: callingApp, expiresAt: 0 }),
      unknown: randomKey(),
    },
    authenticate,
    clientOf: (req: FloorRequest) => req.key?.clientId,
  });
}
