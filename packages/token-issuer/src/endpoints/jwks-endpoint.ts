import type { SigningKeyRing } from '../signing-keys/signing-key-ring.js';
import type { Endpoint } from './endpoint.js';
import type { IssuerLocation } from './issuer-location.js';
import { sendCacheable } from './send-json.js';

/** The keys that tokens are verified with (RFC 7517). A cache may keep them for `maxAgeSeconds`. */
export function jwksEndpoint(
  location: IssuerLocation,
  path: string,
  keys: SigningKeyRing,
  maxAgeSeconds: number,
): Endpoint {
  return {
    name: 'jwks',
    paths: location.pathsOf(path),
    methods: ['GET', 'HEAD'],
    metadata: { jwks_uri: location.urlOf(path) },
    async handle({ res }) {
      const { jwks } = await keys.current();
      sendCacheable(res, jwks, maxAgeSeconds);
    },
  };
}
