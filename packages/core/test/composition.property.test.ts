import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Guard, Principal } from '../src/index.js';
import { isToken, judge, schemesOf, scopesOf } from './support/judge.js';
import {
  createGuards,
  type Outcome,
  type Plan,
  type Presented,
  pass,
  presentedTo,
  SCHEMES,
  type SchemeName,
  type World,
} from './support/world.js';

const presented: fc.Arbitrary<Presented> = fc.oneof(
  fc.constantFrom<Presented>('absent', 'absent', 'bad', 'down'),
  fc.record({
    client: fc.constantFrom('c', 'c', 'c', 'd'),
    scopes: fc.option(fc.subarray(['a', 'b']), { nil: undefined }),
  }),
);

const worlds: fc.Arbitrary<World> = fc.record({
  tokenFor: fc.constantFrom('first' as const, 'second' as const, 'neither' as const),
  token: presented,
  key: presented,
  certificate: presented,
  later: fc.boolean(),
});

const { plan: plans } = fc.letrec<{ plan: Plan }>((tie) => {
  const some = fc.array(tie('plan'), { minLength: 1, maxLength: 3 });
  return {
    plan: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      { weight: 4, arbitrary: fc.constantFrom<Plan>(...SCHEMES) },
      { weight: 2, arbitrary: fc.constantFrom<Plan>('scope a', 'scope b', 'never', 'down') },
      { weight: 4, arbitrary: some.map((all) => ({ all })) },
      { weight: 4, arbitrary: some.map((any) => ({ any })) },
      { weight: 1, arbitrary: tie('plan').map((part) => ({ optional: part })) },
      { weight: 1, arbitrary: tie('plan').map((part) => ({ report: part })) },
    ),
  };
});

/** Compositions that make no sense stop the start; they have a table of their own. */
function build(world: World, some: readonly Plan[]): readonly Guard[] {
  const create = createGuards(world);
  try {
    return some.map(create);
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return fc.pre(false) as never;
  }
}

/** The guards of one request: what an earlier middleware asked for, and the composition. */
const routes = fc.tuple(fc.option(plans, { nil: undefined }), plans);

describe('any composition', () => {
  test('lets nobody through whom its parts would refuse, and shows nobody who was not verified', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, routes, async (world, [before, plan]) => {
        const guards = build(world, before === undefined ? [plan] : [before, plan]);
        const outcome = await pass(guards);
        if (outcome.status !== 200) return;
        const vouched = vouchedBy(outcome.principal, world);
        expect(outcome.principal?.scopes ?? []).toEqual(scopesOf(vouched, world));
        expect(isJustified(plan, world, vouched)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('answers as the rules say it must', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, routes, async (world, [before, plan]) => {
        const route = before === undefined ? [plan] : [before, plan];
        expect(summary(await pass(build(world, route)))).toEqual(judge(route, world));
      }),
      { numRuns: 2000 },
    );
  });

  test('answers the same whether its parts answer at once or later', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, routes, async (world, [before, plan]) => {
        const route = before === undefined ? [plan] : [before, plan];
        const atOnce = await pass(build({ ...world, later: false }, route));
        const later = await pass(build({ ...world, later: true }, route));
        expect(summary(later)).toEqual(summary(atOnce));
      }),
      { numRuns: 1000 },
    );
  });
});

function summary({ status, principal }: Outcome) {
  return { status, scopes: principal === undefined ? undefined : [...principal.scopes].sort() };
}

/** Who stands behind the principal; both schemes of tokens read the same token, so either name stands for it. */
function vouchedBy(principal: Principal | undefined, world: World): readonly SchemeName[] {
  const kinds = Object.keys(principal?.credentials ?? {});
  const names = SCHEMES.filter((name) =>
    kinds.includes(isToken(name) ? 'token' : name === 'key' ? 'apiKey' : name),
  );
  for (const name of names) expect(presentedTo(name, world)).toBeTypeOf('object');
  return names;
}

/** Is there a reading of the plan by which this principal may pass? Knows nothing of order, slots or waiting. */
function isJustified(plan: Plan, world: World, vouched: readonly SchemeName[]): boolean {
  if (typeof plan === 'object') {
    if ('all' in plan) return plan.all.every((part) => isJustified(part, world, vouched));
    if ('any' in plan) return plan.any.some((part) => isJustified(part, world, vouched));
    if ('report' in plan) return true;
    return (
      isJustified(plan.optional, world, vouched) ||
      schemesOf(plan.optional).every((name) => isSkipped(name, world))
    );
  }
  if (plan === 'never' || plan === 'down') return false;
  if (plan === 'scope a' || plan === 'scope b') return scopesOf(vouched, world).includes(plan.slice(-1));
  return vouched.includes(plan);
}

/** Nothing was sent for it, or what was sent may be for the other scheme of the same place. */
function isSkipped(name: SchemeName, world: World): boolean {
  return presentedTo(name, world) === 'absent' || (isToken(name) && world.tokenFor !== name);
}
