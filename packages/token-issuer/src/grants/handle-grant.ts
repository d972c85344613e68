import type { Eventually } from '@portcullis/core';
import type { ClientRecord } from '@portcullis/store';
import type { TokenHolders } from '../access-tokens/access-token-format.js';
import type { RedeemCode } from '../authorization-codes/redeem-code.js';
import { clientOf, type Exchange, type Step } from '../endpoints/exchange.js';
import { sendUncached } from '../endpoints/send-json.js';
import { missingParameter, unauthorizedClient, unsupportedGrantType } from '../oauth-errors.js';
import type { TokenFamilies } from '../refresh-tokens/token-families.js';
import type { AccessTokenRequest, Grant, GrantContext, TokenAnswer } from './grant.js';

/** Makes the access token that a grant has come to, and the answer with it. */
export type Mint = (
  holders: TokenHolders,
  startedAt: number,
  token: AccessTokenRequest,
) => Eventually<TokenAnswer>;

/** What the work of all grants is done by. */
export interface GrantWork {
  readonly mint: Mint;
  readonly mintWithRefreshToken: Mint;
  readonly refresh: TokenFamilies['refresh'];
  readonly redeemCode: RedeemCode;
}

export interface GrantRules {
  readonly grants: readonly Grant[];
  readonly work: GrantWork;
  /** The grant that is meant where `grant_type` is left out. */
  readonly usualType?: string;
}

/** The step that has the grant which was asked for do its work, and sends the answer. */
export function handleGrant({ grants, work, usualType }: GrantRules): Step {
  const byType = new Map(grants.map((grant) => [grant.type, grant]));
  return async (exchange) => {
    const client = clientOf(exchange);
    const type = exchange.parameters.get('grant_type') ?? usualType;
    const grant = chooseGrant(byType, type, client);
    const isRefreshable = byType.has('refresh_token') && client.grants.includes('refresh_token');
    sendUncached(exchange.res, 200, await grant.handle(grantContext(exchange, work, isRefreshable)));
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

function grantContext(exchange: Exchange, work: GrantWork, isRefreshable: boolean): GrantContext {
  const { req, parameters, startedAt } = exchange;
  const client = clientOf(exchange);
  const mintMost = isRefreshable ? work.mintWithRefreshToken : work.mint;
  return {
    client,
    parameters,
    req,
    startedAt,
    issue: (token) => work.mint({ client }, startedAt, token),
    issueWithRefreshToken: (token) => mintMost({ client }, startedAt, token),
    refresh: (refreshToken, scope) => work.refresh({ client, startedAt, refreshToken, scope }),
    redeemCode: (presented) => work.redeemCode({ ...presented, client, startedAt, isRefreshable }),
  };
}
