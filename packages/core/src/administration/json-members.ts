import type { FieldProblem } from '../problem-body.js';

/** The members of what is administered, under the names that a provider gives them in JSON. */
export interface JsonMembers<Member extends string> {
  nameOf(member: Member): string;
  /**
   * The details that a body gives, by their own names, and one problem for each member that is not taken.
   * @param taken @default all
   */
  read(
    body: Readonly<Record<string, unknown>>,
    taken?: readonly Member[],
  ): {
    readonly details: Readonly<Partial<Record<Member, unknown>>>;
    readonly problems: readonly FieldProblem[];
  };
  /** A problem of a detail, as a problem of the member that it has in JSON. */
  rename(problem: FieldProblem): FieldProblem;
}

/**
 * @param what What is administered, for messages: `client`.
 * @param names Other names for members: `{ scopes: 'apis' }`.
 * @throws TypeError for a member that there is not, and for two of one name.
 */
export function jsonMembers<Member extends string>(
  what: string,
  members: readonly Member[],
  names: Readonly<Partial<Record<Member, string>>>,
): JsonMembers<Member> {
  const nameOf = (member: Member) => names[member] ?? member;
  const memberOf = new Map(members.map((member) => [nameOf(member), member]));
  checkNames(`Cannot create ${what} administration`, members, names, memberOf.size);
  return {
    nameOf,
    read(body, taken = members) {
      const details: Partial<Record<Member, unknown>> = {};
      const problems: FieldProblem[] = [];
      for (const [name, value] of Object.entries(body)) {
        const member = memberOf.get(name);
        if (member === undefined || !taken.includes(member)) problems.push(unknownMember(what, name));
        else details[member] = value;
      }
      return { details, problems };
    },
    /** A pointer begins with the member: `/scopes/1`. */
    rename({ pointer, detail }) {
      const [, member = '', ...rest] = pointer.split('/');
      const name = members.find((known) => known === member);
      return { pointer: ['', name === undefined ? member : nameOf(name), ...rest].join('/'), detail };
    },
  };
}

function checkNames(action: string, members: readonly string[], names: object, distinct: number): void {
  for (const member of Object.keys(names)) {
    if (!members.includes(member)) {
      throw new TypeError(`${action}: members has ${member}, known are ${members.join(', ')}`);
    }
  }
  if (distinct < members.length) throw new TypeError(`${action}: members has one name for two of them`);
}

function unknownMember(what: string, name: string): FieldProblem {
  const escaped = name.replaceAll('~', '~0').replaceAll('/', '~1');
  return { pointer: `/${escaped}`, detail: `Is not a member of a ${what} here` };
}
