import { clientCredentials } from './client-credentials.js';
import type { Grant } from './grant.js';

/**
 * As `clientCredentials`, and those clients whose record lists the grant `refresh_token` get a refresh token too. RFC 6749
 * §4.4.3 advises against it: such a client can ask again by its secret. For APIs whose contract says so; put it in the
 * place of `clientCredentials`, beside `refreshToken`.
 */
export const clientCredentialsWithRefreshToken: Grant = {
  ...clientCredentials,
  handle: (context) => clientCredentials.handle({ ...context, issue: context.issueWithRefreshToken }),
};
