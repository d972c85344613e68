import { checkOptions } from '@portcullis/core';
import { checkSecureUrl } from '@portcullis/jwt';

/** Whom to ask about tokens (RFC 7662), and how long an answer is believed. */
export interface IntrospectionOptions {
  /** The issuer's introspection endpoint; https, or http on loopback. */
  readonly url: string;
  /** By what the issuer knows this API. */
  readonly clientId: string;
  readonly clientSecret: string;
  /**
   * How client id and secret are sent (RFC 6749 §2.3.1).
   * @default 'client_secret_basic'
   */
  readonly clientAuthentication?: 'client_secret_basic' | 'client_secret_post';
  /**
   * How long an answer is believed before the issuer is asked again, never beyond `exp`: for so long a token lives on that
   * was revoked there. 0 to 86400.
   * @default 60
   */
  readonly maxAgeSeconds?: number;
  /**
   * How long the answer "not active" is believed, 0 to 60.
   * @default 5
   */
  readonly inactiveSeconds?: number;
  /**
   * Deadline of one question, its answer included.
   * @default 5
   */
  readonly timeoutSeconds?: number;
  /**
   * Takes answers without `token_type`. By that member alone an access token is told from a refresh token, which is
   * `active` too.
   * @default false
   */
  readonly acceptUntyped?: boolean;
}

const NAMES: readonly (keyof IntrospectionOptions)[] = [
  'url',
  'clientId',
  'clientSecret',
  'clientAuthentication',
  'maxAgeSeconds',
  'inactiveSeconds',
  'timeoutSeconds',
  'acceptUntyped',
];

const METHODS = ['client_secret_basic', 'client_secret_post'];

/**
 * The options with their defaults.
 *
 * @throws TypeError for one that is missing, unknown or of a wrong value. No message holds the secret.
 */
export function completeIntrospectionOptions(
  action: string,
  options: IntrospectionOptions,
): Required<IntrospectionOptions> {
  checkOptions(action, options, NAMES);
  checkSecureUrl(action, 'url', options.url);
  checkText(action, 'clientId', options.clientId);
  checkText(action, 'clientSecret', options.clientSecret);
  const complete = {
    clientAuthentication: 'client_secret_basic',
    maxAgeSeconds: 60,
    inactiveSeconds: 5,
    timeoutSeconds: 5,
    acceptUntyped: false,
    ...options,
  } as const;
  if (!METHODS.includes(complete.clientAuthentication)) {
    throw new TypeError(`${action}: clientAuthentication is none of ${METHODS.join(', ')}`);
  }
  checkSeconds(action, 'maxAgeSeconds', complete.maxAgeSeconds, 0, 86_400);
  checkSeconds(action, 'inactiveSeconds', complete.inactiveSeconds, 0, 60);
  checkSeconds(action, 'timeoutSeconds', complete.timeoutSeconds, 0.001, 60);
  if (typeof complete.acceptUntyped !== 'boolean') {
    throw new TypeError(`${action}: acceptUntyped must be true or false`);
  }
  return complete;
}

function checkText(action: string, option: string, value: unknown): void {
  if (value === undefined) throw new TypeError(`${action}: ${option} is missing`);
  if (typeof value !== 'string' || value === '') throw new TypeError(`${action}: ${option} is not text`);
}

function checkSeconds(action: string, option: string, value: unknown, least: number, most: number): void {
  if (typeof value === 'number' && value >= least && value <= most) return;
  throw new TypeError(`${action}: ${option} is ${String(value)}, must be a number from ${least} to ${most}`);
}
