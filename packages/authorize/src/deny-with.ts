import {
  checkOptions,
  defineGuard,
  ForbiddenError,
  type Guard,
  guardTree,
  isPromiseLike,
  isSecurityError,
  SecurityError,
} from '@portcullis/core';

/** How a provider's contract answers a refusal that is a plain 403 elsewhere. */
export interface Denial {
  /** 400 to 499. */
  readonly status: number;
  /** `error` in the body. */
  readonly code?: string;
  /** One sentence for the client; no secret, no value that was expected. */
  readonly description?: string;
  /**
   * `bare`: challenge with the leading credential's scheme, without an error in it. `none`: no challenge.
   * @default 'bare' for 401 (RFC 9110 §15.5.2), else 'none'
   */
  readonly challenge?: 'bare' | 'none';
}

const ACTION = 'Cannot create denyWith';

/**
 * The same requirement with another answer: what it refuses with 403 is answered with this status and code instead. The
 * decision event keeps the reason. Missing credentials, our own trouble (503) and bugs are answered as before.
 *
 * @throws TypeError at creation for a guard that is not a single requirement, and for wrong options.
 * @example
 * denyWith(requirePermission('send', messageTypeOf, { roles }), { status: 401, code: 'message_type_not_allowed' });
 */
export function denyWith(guard: Guard, denial: Denial): Guard {
  checkDenial(denial);
  const tree = guardTree(guard);
  if (tree.type !== 'requirement') {
    throw new TypeError(`${ACTION}: the guard is no single requirement (${tree.type})`);
  }
  const { name, requirement } = tree;
  const restate = (error: unknown): never => {
    throw isForbidden(error) ? denied(denial, error) : error;
  };
  return defineGuard(name, {
    check(principal, req) {
      try {
        const answer = requirement.check(principal, req);
        return isPromiseLike(answer) ? answer.then(judge).then(undefined, restate) : judge(answer);
      } catch (error) {
        return restate(error);
      }
    },
  });
}

function checkDenial(denial: Denial): void {
  checkOptions(ACTION, denial, ['status', 'code', 'description', 'challenge']);
  const { status, challenge } = denial;
  if (!Number.isInteger(status) || status < 400 || status > 499) {
    throw new TypeError(`${ACTION}: status is ${String(status)}, must be from 400 to 499`);
  }
  if (challenge !== undefined && challenge !== 'bare' && challenge !== 'none') {
    throw new TypeError(`${ACTION}: challenge is ${String(challenge)}, must be bare or none`);
  }
}

function judge(answer: boolean): boolean {
  if (answer !== false) return answer;
  throw new ForbiddenError('Cannot let the request through: a requirement said no', {
    reason: 'predicate_refused',
  });
}

function isForbidden(error: unknown): error is SecurityError {
  return isSecurityError(error) && error.status === 403;
}

function denied(
  { status, challenge = status === 401 ? 'bare' : 'none', ...told }: Denial,
  refusal: SecurityError,
) {
  return new SecurityError(refusal.message, { ...told, status, challenge, reason: refusal.reason });
}
