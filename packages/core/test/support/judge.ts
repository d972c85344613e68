import { type Plan, presentedTo, SCHEMES, type SchemeName, type World } from './world.js';

/**
 * The rules of compositions, told a second time and in the plainest way: no promises, nothing remembered, sets of
 * names in place of principals.
 */
export function judge(
  route: readonly Plan[],
  world: World,
): { status: number; scopes: string[] | undefined } {
  let state: State = { vouched: [], waived: [], met: [] };
  for (const plan of route) {
    const verdict = judgeGuard(plan, world, { ...state, met: [] });
    if (typeof verdict === 'number') return { status: verdict, scopes: undefined };
    state = verdict;
  }
  return {
    status: 200,
    scopes: state.vouched.length === 0 ? undefined : scopesOf(state.vouched, world).sort(),
  };
}

interface State {
  readonly vouched: readonly SchemeName[];
  readonly waived: readonly SchemeName[];
  readonly met: readonly { readonly requirement: Plan; readonly vouched: readonly SchemeName[] }[];
}
interface Refused {
  readonly status: number;
  readonly absent: boolean;
}
type Verdict = State | Refused;
class Stop {
  readonly status: number;
  constructor(status: number) {
    this.status = status;
  }
}

function judgeGuard(plan: Plan, world: World, state: State): State | number {
  try {
    const verdict = judgePlan(plan, { world, token: chooseToken(plan, world, state) }, state);
    return 'status' in verdict ? verdict.status : verdict;
  } catch (stop) {
    if (stop instanceof Stop) return stop.status;
    throw stop;
  }
}

interface Here {
  readonly world: World;
  /** Which of the two schemes of tokens runs here. */
  readonly token: SchemeName | undefined;
}

function judgePlan(plan: Plan, here: Here, state: State): Verdict {
  if (plan === 'first' || plan === 'second' || plan === 'key' || plan === 'certificate')
    return judgeScheme(plan, here, state);
  if (typeof plan === 'string') return judgeRequirement(plan, here.world, state);
  if ('all' in plan) return judgeAll(plan.all, here, state);
  if ('any' in plan) return judgeAny(plan.any, here, state);
  if ('optional' in plan) return judgeOptional(plan.optional, here, state);
  return judgeReport(plan.report, here, state);
}

function judgeScheme(name: SchemeName, { world, token }: Here, state: State): Verdict {
  if (state.vouched.includes(name)) return state;
  const presented = presentedTo(name, world);
  if (presented === 'absent' || (isToken(name) && token !== name)) return { status: 401, absent: true };
  if (typeof presented === 'string') return { status: presented === 'bad' ? 401 : 503, absent: false };
  const vouched = [...state.vouched, name];
  if (new Set(vouched.map((one) => clientOf(one, world))).size > 1) throw new Stop(403);
  return { ...state, vouched };
}

function judgeRequirement(requirement: Exclude<Plan, object>, world: World, state: State): Verdict {
  const mayStillCome = state.waived.some((name) => !state.vouched.includes(name));
  if (state.vouched.length === 0) {
    if (mayStillCome) return { status: 401, absent: true };
    throw new Stop(500);
  }
  if (requirement === 'down') return { status: 503, absent: false };
  if (requirement !== 'never' && scopesOf(state.vouched, world).includes(requirement.slice(-1))) {
    return { ...state, met: [...state.met, { requirement, vouched: state.vouched }] };
  }
  return { status: mayStillCome ? 401 : 403, absent: false };
}

function judgeAll(parts: readonly Plan[], here: Here, before: State): Verdict {
  const flat = flatten(parts);
  const ordered = [
    ...flat.filter((part) => schemesOf(part).length > 0),
    ...flat.filter((part) => schemesOf(part).length === 0),
  ];
  let state = before;
  for (const part of ordered) {
    const verdict = judgePlan(part, here, state);
    if ('status' in verdict) return verdict;
    state = verdict;
  }
  for (const { requirement, vouched } of state.met.slice(before.met.length)) {
    if (vouched.join() === state.vouched.join()) continue;
    const verdict = judgePlan(requirement, here, state);
    if ('status' in verdict) return verdict;
    state = verdict;
  }
  return state;
}

function judgeAny(parts: readonly Plan[], here: Here, state: State): Verdict {
  const refusals: Refused[] = [];
  for (const part of parts) {
    const verdict = judgePlan(part, here, state);
    if (!('status' in verdict)) return verdict;
    refusals.push(verdict);
  }
  const gravest = refusals.find(({ status }) => status === 503) ?? refusals.find(({ absent }) => !absent);
  return gravest ?? refusals[0]!;
}

function judgeOptional(part: Plan, here: Here, state: State): Verdict {
  const verdict = judgePlan(part, here, state);
  if (!('status' in verdict) || !verdict.absent) return verdict;
  for (const name of schemesOf(part)) {
    const found = judgeScheme(name, here, state);
    if (!('status' in found)) return verdict;
    if (!found.absent) return found;
  }
  return { ...state, waived: [...state.waived, ...schemesOf(part)] };
}

function judgeReport(part: Plan, here: Here, state: State): Verdict {
  const waived: State = { ...state, waived: [...state.waived, ...schemesOf(part)] };
  try {
    const verdict = judgePlan(part, here, state);
    return 'status' in verdict ? waived : { ...verdict, met: state.met };
  } catch {
    return waived;
  }
}

function chooseToken(plan: Plan, world: World, state: State): SchemeName | undefined {
  const readers = schemesOf(plan).filter(isToken);
  if (readers.length < 2) return readers[0];
  return (
    readers.find((name) => state.vouched.includes(name)) ??
    readers.find((name) => name === world.tokenFor) ??
    readers[0]
  );
}

/** The schemes of a plan, each once, in its order. */
export function schemesOf(plan: Plan): SchemeName[] {
  if (typeof plan === 'string') return SCHEMES.filter((name) => name === plan);
  if ('optional' in plan) return schemesOf(plan.optional);
  if ('report' in plan) return schemesOf(plan.report);
  const flat = 'all' in plan ? flatten(plan.all) : plan.any;
  const ordered = 'all' in plan ? [...flat.filter((part) => schemesOf(part).length > 0)] : flat;
  return [...new Set(ordered.flatMap(schemesOf))];
}

function flatten(parts: readonly Plan[]): readonly Plan[] {
  return parts.flatMap((part) => (typeof part === 'object' && 'all' in part ? flatten(part.all) : [part]));
}

/** The first of token, key and certificate gives the scopes, the others cut them. */
export function scopesOf(vouched: readonly SchemeName[], world: World): string[] {
  const says = (names: readonly SchemeName[]) => names.filter((name) => vouched.includes(name)).slice(0, 1);
  const held = [...says(['first', 'second']), ...says(['key']), ...says(['certificate'])].map((name) => {
    const presented = presentedTo(name, world);
    return typeof presented === 'string' ? undefined : presented.scopes;
  });
  const [lead, ...others] = held;
  return (lead ?? []).filter((scope) =>
    others.every((other) => other === undefined || other.includes(scope)),
  );
}

export function isToken(name: SchemeName): boolean {
  return name === 'first' || name === 'second';
}

function clientOf(name: SchemeName, world: World): string {
  const presented = presentedTo(name, world);
  return typeof presented === 'string' ? presented : presented.client;
}
