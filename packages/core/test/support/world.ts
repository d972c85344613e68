import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import {
  allOf,
  anyOf,
  createPrincipal,
  defineGuard,
  type Guard,
  InsufficientScopeError,
  InvalidTokenError,
  optional,
  type Principal,
  reportOnly,
  type Scheme,
  ServiceUnavailableError,
} from '../../src/index.js';

/** What a request brings to one scheme. */
export type Presented =
  | 'absent'
  | 'bad'
  | 'down'
  | { readonly client: string; readonly scopes: readonly string[] | undefined };

/** Both token schemes read one place; `tokenFor` is whom the token there is meant for. */
export interface World {
  readonly tokenFor: 'first' | 'second' | 'neither';
  readonly token: Presented;
  readonly key: Presented;
  readonly certificate: Presented;
  /** Which parts answer by a promise. */
  readonly later: boolean;
}

export const SCHEMES = ['first', 'second', 'key', 'certificate'] as const;
export type SchemeName = (typeof SCHEMES)[number];

/** A composition, written down. A text that is no scheme is a requirement. */
export type Plan =
  | SchemeName
  | 'scope a'
  | 'scope b'
  | 'never'
  | 'down'
  | { readonly all: readonly Plan[] }
  | { readonly any: readonly Plan[] }
  | { readonly optional: Plan }
  | { readonly report: Plan };

/** What a scheme finds. Of the two that read one place only the one that recognises runs, the first if none does. */
export function presentedTo(scheme: SchemeName, world: World): Presented {
  if (scheme === 'key' || scheme === 'certificate') return world[scheme];
  return world.token;
}

/** The guards of the real thing. */
export function createGuards(world: World): (plan: Plan) => Guard {
  const kinds = { first: 'token', second: 'token', key: 'apiKey', certificate: 'certificate' } as const;
  const leaves = new Map<Plan, Guard>();
  for (const name of SCHEMES) {
    const scheme: Scheme = {
      kind: kinds[name],
      slot: kinds[name],
      ...(kinds[name] === 'token' && { recognises: () => world.tokenFor === name }),
      authenticate: () => answer(world, () => verify(presentedTo(name, world), scheme)),
      challenges: () => [`${name} realm="x"`],
    };
    leaves.set(name, defineGuard(name, scheme));
  }
  for (const name of ['scope a', 'scope b', 'never', 'down'] as const) {
    leaves.set(
      name,
      defineGuard(name, { check: (principal) => answer(world, () => check(name, principal)) }),
    );
  }
  const create = (plan: Plan): Guard => {
    if (typeof plan === 'string') return leaves.get(plan)!;
    if ('all' in plan) return allOf(...plan.all.map(create));
    if ('any' in plan) return anyOf(...plan.any.map(create));
    return 'optional' in plan ? optional(create(plan.optional)) : reportOnly(create(plan.report));
  };
  return create;
}

function answer<T>({ later }: World, give: () => T): T | Promise<T> {
  return later ? Promise.resolve().then(give) : give();
}

function verify(presented: Presented, scheme: Scheme): Principal | undefined {
  if (presented === 'absent') return undefined;
  if (presented === 'bad') throw new InvalidTokenError('bad', { reason: 'expired' });
  if (presented === 'down') throw new ServiceUnavailableError('down', { reason: 'store_unavailable' });
  const { client, scopes } = presented;
  return createPrincipal(
    {
      kind: scheme.kind,
      id: 'one',
      client: { id: client, issuer: 'i' },
      ...(scopes !== undefined && { scopes }),
    },
    scheme,
  );
}

function check(name: 'scope a' | 'scope b' | 'never' | 'down', { scopes }: Principal): boolean {
  if (name === 'never') return false;
  if (name === 'down') throw new ServiceUnavailableError('down', { reason: 'store_unavailable' });
  if (scopes.includes(name.slice(-1))) return true;
  throw new InsufficientScopeError('missing', { scope: name.slice(-1) });
}

/** What a request meets: the status of a refusal, 500 for a bug, or the principal that the handler sees. */
export interface Outcome {
  readonly status: number;
  readonly principal: Principal | undefined;
}

/** Passes one request through the guards, without a network. */
export async function pass(guards: readonly Guard[]): Promise<Outcome> {
  const req: IncomingMessage & { principal?: Principal } = new IncomingMessage(new Socket());
  const res = new ServerResponse(req);
  for (const guard of guards) {
    const status = await new Promise<number>((resolve) => {
      res.end = () => {
        resolve(res.statusCode);
        return res;
      };
      guard(req, res, (error) => resolve(error === undefined ? 0 : 500));
    });
    if (status !== 0) return { status, principal: undefined };
  }
  return { status: 200, principal: req.principal };
}
