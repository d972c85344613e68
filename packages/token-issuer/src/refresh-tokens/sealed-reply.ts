import { createSealer, type Sealer } from '@portcullis/core';
import type { TokenAnswer } from '../grants/grant.js';
import type { RefreshToken } from './refresh-token.js';

/** The reply to a rotation, so that only who has the token that was rotated can read it: not who reads the store. */
export function sealReply(token: RefreshToken, reply: TokenAnswer): string {
  return sealerOf(token).seal(JSON.stringify(reply), token.familyId);
}

export function openReply(token: RefreshToken, sealed: string): TokenAnswer {
  return JSON.parse(sealerOf(token).open(sealed, token.familyId)) as TokenAnswer;
}

function sealerOf({ text }: RefreshToken): Sealer {
  return createSealer('refresh replies', [text]);
}
