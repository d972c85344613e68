import type { Eventually } from '@portcullis/core';
import type { ClientRecord } from '@portcullis/store';
import { clientOf, type Step } from '../endpoints/exchange.js';
import { sendUncached } from '../endpoints/send-json.js';
import { missingParameter, unauthorizedClient, unsupportedGrantType } from '../oauth-errors.js';
import type { TokenFamilies } from '../refresh-tokens/token-families.js';
import type { AccessTokenRequest, Grant, GrantContext, TokenAnswer } from './grant.js';

/** Makes the access token that a grant has come to, and the answer with it. */
export type Mint = (
  client: ClientRecord,
  startedAt: number,
  token: AccessTokenRequest,
) => Eventually<TokenAnswer>;

/** The step that has the grant which was asked for do its work, and sends the answer. */
export function handleGrant(grants: readonly Grant[], mint: Mint, families: TokenFamilies): Step {
  const byType = new Map(grants.map((grant) => [grant.type, grant]));
  return async (exchange) => {
    const { req, res, parameters, startedAt } = exchange;
    const client = clientOf(exchange);
    const grant = chooseGrant(byType, parameters.get('grant_type'), client);
    const isRefreshable = byType.has('refresh_token') && client.grants.includes('refresh_token');
    const issue: GrantContext['issue'] = (token) => mint(client, startedAt, token);
    const answer = await grant.handle({
      client,
      parameters,
      req,
      startedAt,
      issue,
      issueWithRefreshToken: (token) =>
        isRefreshable ? families.open(client, startedAt, token) : issue(token),
      refresh: (refreshToken, scope) => families.refresh({ client, startedAt, refreshToken, scope }),
    });
    sendUncached(res, 200, answer);
  };
}

function chooseGrant(
  grants: ReadonlyMap<string, Grant>,
  type: string | undefined,
  client: ClientRecord,
): Grant {
  if (type === undefined) throw missingParameter('grant_type');
  const grant = grants.get(type);
  if (grant === undefined) throw unsupportedGrantType();
  if (!client.grants.includes(type)) throw unauthorizedClient();
  return grant;
}
