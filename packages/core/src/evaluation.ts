import { standsOn } from './create-principal.js';
import type { GuardPlan, Rivals } from './guard-plan.js';
import type { RequirementNode, SchemeNode } from './guard-tree.js';
import type { Principal } from './principal.js';
import type { GuardedRequest } from './principal-of.js';
import { recall } from './request-memory.js';
import type { Scheme } from './scheme.js';
import type { SecurityError } from './security-error.js';

/** What came of a scheme: a principal, an error, or nothing when its credential is absent. */
export type Finding = Principal | SecurityError | undefined;

/** Nothing when a part lets through. What ends the whole search, a bug or a mismatch, is thrown instead. */
export type Verdict = Refusal | undefined;

/** Why a part of the tree does not let through. */
export interface Refusal {
  readonly error: SecurityError;
  /** The leaf that decided. */
  readonly by: string;
  /** No credential was sent for this part, which an `optional` forgives. */
  readonly absent: boolean;
  /** Who challenges first, and with which error in it. */
  readonly challengers: readonly Challenger[];
}

export interface Challenger {
  readonly scheme: Scheme;
  readonly error?: SecurityError;
}

/** A requirement that let a principal through. */
export interface Met {
  readonly node: RequirementNode;
  readonly principal: Principal;
}

/** A point to which a failed alternative goes back. */
interface Mark {
  readonly principal: Principal | undefined;
  readonly met: readonly Met[];
  readonly waived: readonly Scheme[];
}

const NO_MET: readonly Met[] = [];
const NO_SCHEMES: readonly Scheme[] = [];

/** One request before one guard: what was found out so far. */
export class Evaluation {
  readonly plan: GuardPlan;
  readonly req: GuardedRequest;
  /** The principal that earlier guards left. */
  standing: Principal | undefined;
  /** The principal with what this guard found. */
  principal: Principal | undefined;
  /** Requirements that were met, each with the principal it was asked about. */
  met = NO_MET;
  /** Schemes of this guard that let the request go on without a credential. */
  waived = NO_SCHEMES;
  #findings: Map<Scheme, Finding> | undefined;
  #chosen: Map<Rivals, Scheme> | undefined;

  constructor(plan: GuardPlan, req: GuardedRequest) {
    this.plan = plan;
    this.req = req;
  }

  mark(): Mark {
    return { principal: this.principal, met: this.met, waived: this.waived };
  }

  /** Forgets what a part added. What its schemes found stays: none of them runs twice. */
  restore(mark: Mark): void {
    this.principal = mark.principal;
    this.met = mark.met;
    this.waived = mark.waived;
  }

  hasRun(scheme: Scheme): boolean {
    return this.#findings?.has(scheme) === true;
  }

  findingOf(scheme: Scheme): Finding {
    return this.#findings?.get(scheme);
  }

  /** A guard of one part asks nothing twice, and need not keep what it found. */
  keepFinding(scheme: Scheme, finding: Finding): void {
    if (!this.plan.composite) return;
    this.#findings ??= new Map();
    this.#findings.set(scheme, finding);
  }

  keepMet(node: RequirementNode, principal: Principal): void {
    if (this.plan.composite) this.met = [...this.met, { node, principal }];
  }

  waive(nodes: readonly SchemeNode[]): void {
    this.waived = [...this.waived, ...nodes.map(({ scheme }) => scheme)];
  }

  /** Schemes that an earlier guard, or part of this one, let go without a credential, and that may still bring one. */
  waivedSchemes(): readonly Scheme[] {
    const earlier = recall(this.req)?.waived ?? NO_SCHEMES;
    return [...earlier, ...this.waived].filter((scheme) => !standsOn(this.principal, scheme));
  }

  /** Of the schemes that read one slot only one runs: the one that vouched before, else the first that recognises. */
  isChosen(scheme: Scheme): boolean {
    const rivals = this.plan.rivals.get(scheme);
    if (rivals === undefined) return true;
    this.#chosen ??= new Map();
    const chosen = this.#chosen.get(rivals) ?? this.#choose(rivals);
    this.#chosen.set(rivals, chosen);
    return scheme === chosen;
  }

  #choose(rivals: Rivals): Scheme {
    const standing = rivals.find((rival) => standsOn(this.principal, rival));
    return standing ?? rivals.find((rival) => rival.recognises?.(this.req) === true) ?? rivals[0];
  }
}
