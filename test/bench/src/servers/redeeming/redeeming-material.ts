import { hash } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** What a contender of the redeeming groups is set up with. */
export interface RedeemingMaterial {
  /** Where it may keep a database. */
  readonly folder: string;
}

/** What each contender made for its one client, which has a secret. */
export interface RedeemingClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What a contender is asked to make before a measurement. */
export type Supply = 'code' | 'refresh_token';

/** Makes that many of them, for a user who let the client have `grantedScope`. */
export type MakeSupply = (supply: Supply, count: number) => Promise<readonly string[]>;

export const tokenPath = '/oauth/token';
export const issuerUrl = 'https://issuer.example';
export const audience = 'https://api.example';
export const redirectUri = 'https://desk.example/callback';
export const grantedScope = 'accounts:read';
export const userId = 'alice';
export const lifetimeSeconds = 300;

/** One for all codes: what it costs to check is what is measured. */
export const codeVerifier = 'v'.repeat(43);
export const codeChallenge = hash('sha256', codeVerifier, 'base64url');

const supplyPath = '/supply';

/** The contender, with a path beside it where the bench fetches codes and refresh tokens. */
export function withSupply(listener: RequestListener, make: MakeSupply): RequestListener {
  return (req, res) => {
    if (req.url?.startsWith(supplyPath) === true) void answerSupply(req, res, make);
    else listener(req, res);
  };
}

/** Fetches new codes or refresh tokens of the contender that listens there. */
export async function fetchSupply(port: number, supply: Supply, count: number): Promise<readonly string[]> {
  const answer = await fetch(`http://127.0.0.1:${port}${supplyPath}?of=${supply}&count=${count}`);
  if (!answer.ok) throw new Error(`Cannot get supplies: ${await answer.text()}`);
  return (await answer.json()) as readonly string[];
}

async function answerSupply(req: IncomingMessage, res: ServerResponse, make: MakeSupply): Promise<void> {
  const { searchParams } = new URL(req.url ?? '', issuerUrl);
  try {
    const made = await make(searchParams.get('of') as Supply, Number(searchParams.get('count')));
    res.end(JSON.stringify(made));
  } catch (error) {
    res.statusCode = 500;
    res.end(String(error));
  }
}
