export { type AddressList, createAddressList } from './address-list.js';
export {
  type AdministrationRouter,
  type AdministrationRouterOptions,
  createAdministrationRouter,
} from './administration/administration-router.js';
export { badBody } from './administration/bad-body.js';
export { isScopeToken, listProblems, missingProblem, nameProblems } from './administration/field-problems.js';
export type {
  AdministrationAnswer,
  AdministrationHandler,
  AdministrationRequest,
  AdministrationRoute,
} from './administration/find-route.js';
export { type JsonMembers, jsonMembers } from './administration/json-members.js';
export { readPage } from './administration/read-page.js';
export { type GivenNames, type GivingRules, requireMayGive } from './administration/require-may-give.js';
export { callerAddress } from './caller-address.js';
export { formatChallenge } from './challenge.js';
export { checkOptions } from './check-options.js';
export { checkWholeNumber } from './check-whole-number.js';
export { clientAddress } from './client-address.js';
export { clientNetwork } from './client-network.js';
export { type Clock, systemClock } from './clock.js';
export { allOf, anyOf, optional, publicRoute, reportOnly } from './composition.js';
export { createPrincipal, isPrincipal } from './create-principal.js';
export { type Circumstances, type Decision, publishDecision } from './decision.js';
export { defineGuard } from './define-guard.js';
export { createDelayedWork, type DelayedWork } from './delayed-work.js';
export { constantTimeEqual, equalDigests, sha256 } from './digest.js';
export { isPromiseLike } from './eventually.js';
export { type Guard, type GuardNode, guardTree, isGuard, type Next } from './guard.js';
export { admitsNobody, schemesIn } from './guard-tree.js';
export { isCredentialFailure } from './is-credential-failure.js';
export { mergePrincipals } from './merge-principals.js';
export { methodNotAllowed } from './method-not-allowed.js';
export { notFound } from './not-found.js';
export { onDecision } from './on-decision.js';
export { parseAddress } from './parse-address.js';
export type { Credential, CredentialKind, Identity, Names, Principal } from './principal.js';
export { principalOf } from './principal-of.js';
export { type FieldProblem, type Problem, type ProblemMembers, problemBody } from './problem-body.js';
export { type ProblemDetailsOptions, problemDetails } from './problem-details.js';
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
export { refusals } from './refusals.js';
export { refuse } from './refuse.js';
export { mediaTypeOf } from './request-body/media-type.js';
export { readBody } from './request-body/read-body.js';
export { readJsonObject } from './request-body/read-json-object.js';
export type { RefusalForm } from './request-memory.js';
export type { Eventually, Requirement, Scheme } from './scheme.js';
export { createSealer, type Sealer } from './sealer.js';
export { isSecurityError, SecurityError, type SecurityErrorOptions } from './security-error.js';
export { sendProblem } from './send-problem.js';
export { type CacheLimits, VerifiedCache } from './verified-cache.js';
export { watchRefusals } from './watch-refusals.js';
export { wouldMoreScopeHelp } from './would-more-scope-help.js';
