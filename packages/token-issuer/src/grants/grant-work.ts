import type { AccessTokenFormat } from '../access-tokens/access-token-format.js';
import { mintAccessToken } from '../access-tokens/mint-access-token.js';
import { redeemCode } from '../authorization-codes/redeem-code.js';
import { createTokenFamilies } from '../refresh-tokens/token-families.js';
import type { TokenIssuerSettings } from '../token-issuer-options.js';
import type { GrantWork } from './handle-grant.js';
import { withUser } from './with-user.js';

/** What the grants of an issuer work with, made once. */
export function grantWork(settings: TokenIssuerSettings, format: AccessTokenFormat): GrantWork {
  const { store, refreshTokens, accessTokenSeconds, userScopes, clock } = settings;
  const { families, codes, users } = store;
  const mint = mintAccessToken(format, accessTokenSeconds);
  const options = { families, settings: refreshTokens, mint, userScopes, clock };
  const { open, refresh } = createTokenFamilies(options);
  return {
    mint: withUser(mint, { users, userScopes }),
    mintWithRefreshToken: withUser(open, { users, userScopes }),
    refresh,
    redeemCode: redeemCode({ ...options, codes }),
  };
}
