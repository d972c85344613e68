import type { IncomingMessage, ServerResponse } from 'node:http';
import { methodNotAllowed, type Next } from '@portcullis/core';
import { metadataLocation } from './metadata-location.js';
import {
  type ProtectedResourceOptions,
  type ProtectedResourceSettings,
  readProtectedResourceOptions,
} from './protected-resource-options.js';

/** `originalUrl` is what Express keeps of the target, wherever it mounts a middleware. */
type MountedRequest = IncomingMessage & { readonly originalUrl?: string };

/** The middleware that serves the metadata of a resource, and says where. */
export interface ProtectedResource {
  (req: MountedRequest, res: ServerResponse, next: Next): void;
  /** For the challenge: `bearer({ resourceMetadata })` takes this object as it is. */
  readonly metadataUrl: string;
}

const ACTION = 'Cannot create protected resource';

/**
 * Serves the metadata of a protected resource (RFC 9728): who issues its tokens, which scopes there are, how a token is
 * sent. Mount it at the root; it answers the one path that belongs to the resource and hands every other request on.
 *
 * It protects nothing, and what it says is for everybody.
 *
 * @throws TypeError for an option that is missing, unknown or of a wrong value.
 * @example
 * const resource = protectedResource({ resource: 'https://api.bank', authorizationServers: [issuer] });
 * app.use(resource);
 * const user = bearer({ issuer, audience: 'https://api.bank', resourceMetadata: resource });
 * @see https://www.rfc-editor.org/rfc/rfc9728
 */
export function protectedResource(options: ProtectedResourceOptions): ProtectedResource {
  const settings = readProtectedResourceOptions(ACTION, options);
  const { url: metadataUrl, path } = metadataLocation(new URL(settings.resource));
  const json = JSON.stringify(metadataOf(settings));
  const cacheControl = `public, max-age=${settings.maxAgeSeconds}`;
  const refuseMethod = methodNotAllowed('GET');

  function protectedResourceMiddleware(req: MountedRequest, res: ServerResponse, next: Next): void {
    if (pathOf(req.originalUrl ?? req.url ?? '') !== path) next();
    else if (req.method !== 'GET' && req.method !== 'HEAD') refuseMethod(req, res);
    else {
      res.setHeader('Content-Type', 'application/json');
      res.setHeader('Cache-Control', cacheControl);
      res.end(json);
    }
  }

  return Object.assign(protectedResourceMiddleware, { metadataUrl });
}

/** RFC 9728 §2. What is `undefined` is left out. */
function metadataOf(settings: ProtectedResourceSettings): object {
  return {
    resource: settings.resource,
    authorization_servers: settings.authorizationServers,
    scopes_supported: settings.scopes,
    bearer_methods_supported: settings.bearerMethods,
    resource_name: settings.name,
    resource_documentation: settings.documentation,
    resource_policy_uri: settings.policy,
    resource_tos_uri: settings.termsOfService,
  };
}

/** The path of a request target, which may be a whole URL too (RFC 9112 §3.2.2), whatever host that names. */
function pathOf(target: string): string {
  return target.replace(/^https?:\/\/[^/?#]*/i, '').split('?', 1)[0] ?? '';
}
