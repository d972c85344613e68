import type { Migration } from './migration.js';

/**
 * The first schema. Columns are what statements look for, join or write by themselves; `record` is the rest, as JSON
 * text: it keeps every string that JSON can say, and members that a later release adds.
 */
export const createTables: Migration = {
  number: 1,
  statements: ({ place, text, clustered }) => [
    `CREATE TABLE portcullis_client (
      position ${place},
      id ${text} NOT NULL UNIQUE,
      owner_id ${text},
      status TEXT NOT NULL,
      tokens_valid_from BIGINT NOT NULL,
      record TEXT NOT NULL
    )`,
    'CREATE INDEX portcullis_client_owner ON portcullis_client (owner_id, position)',

    `CREATE TABLE portcullis_user (
      position ${place},
      id ${text} NOT NULL UNIQUE,
      username ${text} NOT NULL UNIQUE,
      email ${text} UNIQUE,
      status TEXT NOT NULL,
      tokens_valid_from BIGINT NOT NULL,
      record TEXT NOT NULL
    )`,

    `CREATE TABLE portcullis_api_key (
      position ${place},
      id ${text} NOT NULL UNIQUE,
      client_id ${text} NOT NULL,
      digest ${text} NOT NULL UNIQUE,
      status TEXT NOT NULL,
      last_used_at BIGINT,
      record TEXT NOT NULL
    )`,
    'CREATE INDEX portcullis_api_key_client ON portcullis_api_key (client_id, position)',

    `CREATE TABLE portcullis_signing_key (
      position ${place},
      kid ${text} NOT NULL UNIQUE,
      algorithm TEXT NOT NULL,
      state TEXT NOT NULL,
      expires_at BIGINT,
      sealed_jwk TEXT NOT NULL,
      record TEXT NOT NULL
    )`,
    `CREATE UNIQUE INDEX portcullis_signing_key_active ON portcullis_signing_key (algorithm)
      WHERE state = 'active'`,

    `CREATE TABLE portcullis_code (
      hash ${text} PRIMARY KEY,
      failures INTEGER NOT NULL,
      expires_at BIGINT NOT NULL,
      consumed_at BIGINT,
      record TEXT NOT NULL
    )`,
    'CREATE INDEX portcullis_code_end ON portcullis_code (expires_at)',

    `CREATE TABLE portcullis_family (
      id ${text} PRIMARY KEY,
      client_id ${text} NOT NULL,
      user_id ${text},
      generation INTEGER NOT NULL,
      current_hash ${text},
      previous_hash ${text},
      rotated_at BIGINT,
      sealed_reply TEXT,
      created_at BIGINT NOT NULL,
      idle_expires_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL,
      revoked_at BIGINT,
      record TEXT NOT NULL
    )`,
    'CREATE INDEX portcullis_family_end ON portcullis_family (idle_expires_at)',

    `CREATE TABLE portcullis_access_token (
      digest ${text} PRIMARY KEY,
      id ${text} NOT NULL,
      client_id ${text} NOT NULL,
      user_id ${text},
      family_id ${text},
      issued_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL,
      record TEXT NOT NULL
    )`,
    'CREATE INDEX portcullis_access_token_end ON portcullis_access_token (expires_at)',

    `CREATE TABLE portcullis_notice (
      number ${place},
      kind TEXT NOT NULL,
      subject ${text} NOT NULL,
      status TEXT NOT NULL,
      tokens_valid_from BIGINT NOT NULL,
      kept_until BIGINT NOT NULL,
      UNIQUE (kind, subject)
    )`,
    'CREATE INDEX portcullis_notice_end ON portcullis_notice (kept_until)',

    `CREATE TABLE portcullis_mark (
      digest ${text} PRIMARY KEY,
      kept_until BIGINT NOT NULL
    )${clustered}`,
    'CREATE INDEX portcullis_mark_end ON portcullis_mark (kept_until)',

    `CREATE TABLE portcullis_counter (
      digest ${text} PRIMARY KEY,
      counted BIGINT NOT NULL,
      resets_at BIGINT NOT NULL
    )${clustered}`,
    'CREATE INDEX portcullis_counter_end ON portcullis_counter (resets_at)',
  ],
};
