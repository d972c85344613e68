import type { JsonObject, NumericDate } from '@portcullis/jwt';
import type { AccessTokenClaims } from '../attested-token.js';
import { tokenRefusal } from '../token-refusal.js';

/** An answer about an active token (RFC 7662 §2.2). The named members have the JSON type that stands here. */
export interface ActiveAnswer extends AccessTokenClaims {
  readonly active: true;
  readonly iss?: string;
  readonly aud?: string | readonly string[];
  readonly exp?: NumericDate;
  readonly nbf?: NumericDate;
  readonly token_type?: string;
}

/** What an active token is measured by. */
export interface AnswerRules {
  readonly issuer: string;
  /** One of these must be among `aud`. */
  readonly audiences: readonly string[];
  /** Whether an answer without `token_type` is taken. */
  readonly acceptUntyped: boolean;
  readonly clockToleranceSeconds: number;
}

const MILLISECONDS = 1000;

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  scope: (value) => typeof value === 'string',
  client_id: isText,
  token_type: isText,
  exp: isNumericDate,
  iat: isNumericDate,
  nbf: isNumericDate,
  sub: isText,
  aud: (value) => isText(value) || isNames(value),
  iss: isText,
  jti: isText,
  cnf: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  roles: isNames,
  permissions: isNames,
};

/**
 * Reads what the issuer says of a token; `undefined` when it calls it inactive, which nothing but a literal `true` or
 * `false` can say.
 *
 * @throws Error where a member is of another type: then nothing is known of the token, good or bad.
 */
export function readIntrospectionAnswer(answer: JsonObject): ActiveAnswer | undefined {
  if (answer.active === false) return undefined;
  if (answer.active !== true)
    throw new Error('Cannot read introspection answer: active is not true or false');
  const odd = Object.keys(TYPES).find((name) => answer[name] !== undefined && !TYPES[name]?.(answer[name]));
  if (odd !== undefined) throw new Error(`Cannot read introspection answer: ${odd} is of another type`);
  return answer as ActiveAnswer;
}

/**
 * Whether the token that is active is one for here and now, by the rules that hold for JWTs too.
 *
 * @param now milliseconds since the epoch
 * @throws InvalidTokenError at the first member that is missing, or says that it is not.
 */
export function checkActiveAnswer(answer: ActiveAnswer, rules: AnswerRules, now: number): void {
  const { iss, aud, exp, nbf, iat } = answer;
  const latest = Math.floor(now / MILLISECONDS) + rules.clockToleranceSeconds;
  if (iss !== undefined && iss !== rules.issuer)
    throw tokenRefusal('it is of another issuer', 'wrong_issuer');
  checkAudience(aud, rules.audiences);
  if (exp !== undefined && now >= exp * MILLISECONDS) throw tokenRefusal('it has expired', 'expired');
  if (nbf !== undefined && nbf > latest) throw tokenRefusal('it is not valid yet', 'not_yet_valid');
  if (iat !== undefined && iat > latest) throw tokenRefusal('it was issued in the future', 'not_yet_valid');
  checkTokenType(answer, rules);
}

/** Without it a token for any other API of the issuer would be as good here. */
function checkAudience(aud: ActiveAnswer['aud'], audiences: readonly string[]): void {
  if (aud === undefined) throw tokenRefusal('the answer about it names no audience', 'missing_claim');
  if (![aud].flat().some((audience) => audiences.includes(audience))) {
    throw tokenRefusal('it is for another audience', 'wrong_audience');
  }
}

/** RFC 6749 §5.1: in any case. A refresh token has none, and one of another type is bound to something. */
function checkTokenType({ token_type: type }: ActiveAnswer, { acceptUntyped }: AnswerRules): void {
  if (type === undefined && !acceptUntyped) {
    throw tokenRefusal('the answer about it has no token_type', 'missing_claim');
  }
  if (type !== undefined && type.toLowerCase() !== 'bearer') {
    throw tokenRefusal('it is no bearer token', 'wrong_type');
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function isNumericDate(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}
