import type { Names, Principal } from '../principal.js';
import { ForbiddenError } from '../refusal-errors.js';

/** Names that can be given to a client or key, by what they are: scopes, roles, permissions, … */
export type GivenNames<Kind extends string> = Readonly<Record<Kind, Names>>;

export interface GivingRules<Kind extends string> {
  /** What is given to, for messages: `client`. */
  readonly what: string;
  /** What is judged. Scopes, roles and permissions are held by a principal; other kinds only by these rules. */
  readonly kinds: readonly Kind[];
  /** What a caller may give beside what they hold themselves. */
  mayGive(principal: Principal): Partial<GivenNames<Kind>>;
  /** What every caller may give. */
  readonly always?: Partial<GivenNames<Kind>>;
}

/**
 * Makes a check that lets a change through when its subject, as it will stand, has nothing that the caller neither holds
 * nor may give. So nobody rises by what they give to somebody stronger than themselves: a secret, a successor, a
 * resumption.
 */
export function requireMayGive<Kind extends string>({ what, kinds, mayGive, always }: GivingRules<Kind>) {
  /** @throws ForbiddenError `beyond_own_authority` */
  return (subject: Partial<GivenNames<Kind>>, principal: Principal): void => {
    const { scopes, roles, permissions } = principal;
    const sources: readonly Partial<Record<string, Names>>[] = [
      { scopes, roles, permissions },
      always ?? {},
      mayGive(principal),
    ];
    const isGiveable = (kind: Kind, name: string) => sources.some((source) => source[kind]?.includes(name));
    const beyond = kinds.find((kind) => subject[kind]?.some((name) => !isGiveable(kind, name)));
    if (beyond !== undefined) throw beyondAuthority(what, beyond);
  };
}

function beyondAuthority(what: string, kind: string): ForbiddenError {
  return new ForbiddenError(`Cannot change ${what}: it would have ${kind} that the caller may not give`, {
    reason: 'missing_permission',
    code: 'beyond_own_authority',
    description: `The ${what} would have ${kind} that you may not give`,
  });
}
