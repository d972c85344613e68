import { createHmac } from 'node:crypto';
import { equalDigests, randomSecret, sha256 } from '@portcullis/core';

/** A refresh token that was presented: `familyId.generation.random.mac`. */
export interface RefreshToken {
  readonly text: string;
  readonly familyId: string;
  /** The how-manieth of its family it is, from 1. */
  readonly generation: number;
  /** What the store knows the current one by. */
  readonly hash: string;
  /** What the mac is over. */
  readonly body: string;
  readonly mac: string;
}

const form = /^((?<familyId>[\w-]{1,64})\.(?<generation>[1-9]\d{0,8})\.[\w-]{43})\.(?<mac>[\w-]{43})$/;

/** A new refresh token of a family, with 256 random bits. */
export function newRefreshToken(familyId: string, generation: number, key: string): string {
  const body = `${familyId}.${generation}.${randomSecret()}`;
  return `${body}.${macOf(body, key)}`;
}

/** Its parts; `undefined` for what is no refresh token. Whether this issuer gave it is not known yet. */
export function parseRefreshToken(text: string): RefreshToken | undefined {
  const found = form.exec(text);
  const [, body = ''] = found ?? [];
  const { familyId = '', generation, mac = '' } = found?.groups ?? {};
  if (found === null) return undefined;
  return { text, familyId, generation: Number(generation), hash: sha256(text), body, mac };
}

/** Whether it was given for this family: an old one that is used again can so be told from one that somebody made up. */
export function isGenuine({ body, mac }: RefreshToken, key: string): boolean {
  return equalDigests(mac, macOf(body, key));
}

function macOf(body: string, key: string): string {
  return createHmac('sha256', key).update(body).digest('base64url');
}
