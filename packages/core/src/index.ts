export { formatChallenge } from './challenge.js';
export { checkOptions } from './check-options.js';
export { type Clock, systemClock } from './clock.js';
export { createPrincipal, isPrincipal } from './create-principal.js';
export { constantTimeEqual, sha256 } from './digest.js';
export { type Guard, type GuardNode, guardTree, isGuard, type Next } from './guard.js';
export type { Credential, CredentialKind, Identity, Names, Principal } from './principal.js';
export { principalOf } from './principal-of.js';
export { type FieldProblem, type Problem, type ProblemMembers, problemBody } from './problem-body.js';
export { randomId, randomSecret } from './random.js';
export { readSingleHeader } from './read-single-header.js';
export { REASONS, type Reason } from './reasons.js';
export {
  ForbiddenError,
  InsufficientScopeError,
  InvalidRequestError,
  InvalidTokenError,
  type RefusalOptions,
  ServiceUnavailableError,
  TooManyRequestsError,
  UnauthenticatedError,
} from './refusal-errors.js';
export type { Eventually, Requirement, Scheme } from './scheme.js';
export { isSecurityError, SecurityError, type SecurityErrorOptions } from './security-error.js';
