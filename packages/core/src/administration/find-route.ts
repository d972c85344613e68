import type { IncomingMessage } from 'node:http';
import type { Principal } from '../principal.js';

/** A request to an administration router, from somebody whom its guard let through. */
export interface AdministrationRequest {
  readonly req: IncomingMessage;
  readonly principal: Principal;
  readonly query: URLSearchParams;
  /** What the path has in this place: `param('clientId')`. @throws Error when the route has no such part. */
  param(name: string): string;
}

export interface AdministrationAnswer {
  readonly status: number;
  /** Absent with 204. */
  readonly body?: object;
  /** @default 'application/json' */
  readonly mediaType?: string;
}

export type AdministrationHandler = (request: AdministrationRequest) => Promise<AdministrationAnswer>;

/** A path below the mount point, as `/:clientId/secrets`, and what is done there by method. */
export interface AdministrationRoute {
  readonly path: string;
  readonly methods: Readonly<Partial<Record<string, AdministrationHandler>>>;
}

export interface FoundRoute {
  readonly route: AdministrationRoute;
  readonly params: ReadonlyMap<string, string>;
}

/** The route of a path. A named part stands for one segment that is not empty; a slash at the end does not count. */
export function findRoute(routes: readonly AdministrationRoute[], path: string): FoundRoute | undefined {
  const segments = path.replace(/\/$/, '').split('/');
  for (const route of routes) {
    const params = match(route.path.split('/'), segments);
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function match(
  pattern: readonly string[],
  segments: readonly string[],
): ReadonlyMap<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params = new Map<string, string>();
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (!part.startsWith(':')) {
      if (part !== segment) return undefined;
      continue;
    }
    const value = decodeSegment(segment);
    if (!value) return undefined;
    params.set(part.slice(1), value);
  }
  return params;
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
