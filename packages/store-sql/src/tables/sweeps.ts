import { many, type Statement } from '../statement.js';

/** Removes rows whose time is over, at most so many; on PostgreSQL past those that another sweep removes right now. */
function sweep(table: string, key: string, end: string): Statement {
  const found = `SELECT ${key} FROM ${table} WHERE ${end} <= ? LIMIT ?`;
  const remove = (rows: string): string => `DELETE FROM ${table} WHERE ${key} IN (${rows}) RETURNING 1`;
  return many({ sqlite: remove(found), postgres: remove(`${found} FOR UPDATE SKIP LOCKED`) });
}

export const sweepCodes = sweep('portcullis_code', 'hash', 'expires_at');
export const sweepFamilies = sweep('portcullis_family', 'id', 'idle_expires_at');
export const sweepAccessTokens = sweep('portcullis_access_token', 'digest', 'expires_at');
export const sweepSigningKeys = sweep('portcullis_signing_key', 'kid', 'expires_at');
export const sweepNotices = sweep('portcullis_notice', 'number', 'kept_until');
export const sweepMarks = sweep('portcullis_mark', 'digest', 'kept_until');
export const sweepCounters = sweep('portcullis_counter', 'digest', 'resets_at');
export const sweepUsageBatches = sweep('portcullis_usage_batch', 'id', 'kept_until');
