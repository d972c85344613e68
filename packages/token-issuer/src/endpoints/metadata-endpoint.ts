import type { Endpoint } from './endpoint.js';
import type { IssuerLocation } from './issuer-location.js';
import { sendCacheable } from './send-json.js';

const wellKnown = '/.well-known/oauth-authorization-server';
const openidWellKnown = '/.well-known/openid-configuration';

const maxAgeSeconds = 300;

/**
 * What the issuer offers (RFC 8414), computed once from the endpoints that exist. It answers where §3.1 puts it, between
 * host and path of the issuer, and behind the path, where older clients look.
 */
export function metadataEndpoint(location: IssuerLocation, endpoints: readonly Endpoint[]): Endpoint {
  return metadataAt(wellKnown, 'metadata', location, endpoints);
}

/** The same document where OpenID Connect Discovery §4 puts it, behind the path of the issuer, and where RFC 8414 §5 does. */
export function openidConfigurationEndpoint(
  location: IssuerLocation,
  endpoints: readonly Endpoint[],
): Endpoint {
  return metadataAt(openidWellKnown, 'openid-configuration', location, endpoints);
}

function metadataAt(
  path: string,
  name: string,
  location: IssuerLocation,
  endpoints: readonly Endpoint[],
): Endpoint {
  const members = Object.assign({}, ...endpoints.map(({ metadata }) => metadata));
  const json = JSON.stringify({ issuer: location.issuer, response_types_supported: [], ...members });
  return {
    name,
    paths: [path + location.path, ...location.pathsOf(path)],
    methods: ['GET', 'HEAD'],
    metadata: {},
    handle({ res }) {
      sendCacheable(res, json, maxAgeSeconds);
    },
  };
}
