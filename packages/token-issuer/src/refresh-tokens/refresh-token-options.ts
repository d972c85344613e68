import { checkOptions, checkWholeNumber } from '@portcullis/core';

export interface RefreshTokenOptions {
  /** Not used for so long, they are over. At most a year. @default 1209600, 14 days */
  readonly idleSeconds?: number;
  /** Over, however often they are used. At most a year. @default 7776000, 90 days */
  readonly lifetimeSeconds?: number;
  /** For so long after it was used, a token fetches the very same reply again: it may have been lost. 0 to 60. @default 10 */
  readonly graceSeconds?: number;
  /** Whether clients with a secret get a new one with each use, or keep theirs. Public clients always get a new one. @default 'rotate' */
  readonly confidentialClients?: 'rotate' | 'prolong';
}

const year = 31_536_000;

/** The options with their defaults. @throws TypeError for the first that is not as it should be. */
export function readRefreshTokenOptions(
  action: string,
  options: RefreshTokenOptions,
): Required<RefreshTokenOptions> {
  const names = ['idleSeconds', 'lifetimeSeconds', 'graceSeconds', 'confidentialClients'];
  checkOptions(`${action}: refreshTokens`, options, names);
  const settings = {
    idleSeconds: 1_209_600,
    lifetimeSeconds: 7_776_000,
    graceSeconds: 10,
    confidentialClients: 'rotate' as const,
    ...options,
  };
  checkWholeNumber(action, 'refreshTokens.idleSeconds', settings.idleSeconds, 1, year);
  checkWholeNumber(action, 'refreshTokens.lifetimeSeconds', settings.lifetimeSeconds, 1, year);
  checkWholeNumber(action, 'refreshTokens.graceSeconds', settings.graceSeconds, 0, 60);
  if (!['rotate', 'prolong'].includes(settings.confidentialClients)) {
    throw new TypeError(`${action}: refreshTokens.confidentialClients must be rotate or prolong`);
  }
  return settings;
}
