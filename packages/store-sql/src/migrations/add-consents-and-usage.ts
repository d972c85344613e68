import type { Migration } from './migration.js';

/** What users consent to, and how often keys are used. */
export const addConsentsAndUsage: Migration = {
  number: 2,
  statements: ({ text, clustered }) => [
    `CREATE TABLE portcullis_consent (
      user_id ${text} NOT NULL,
      client_id ${text} NOT NULL,
      scopes TEXT NOT NULL,
      given_at BIGINT NOT NULL,
      PRIMARY KEY (user_id, client_id)
    )`,

    `CREATE TABLE portcullis_usage (
      key_id ${text} NOT NULL,
      day ${text} NOT NULL,
      operation ${text} NOT NULL,
      calls BIGINT NOT NULL,
      PRIMARY KEY (key_id, day, operation)
    )${clustered}`,

    `CREATE TABLE portcullis_usage_batch (
      id ${text} PRIMARY KEY,
      kept_until BIGINT NOT NULL
    )${clustered}`,
    'CREATE INDEX portcullis_usage_batch_end ON portcullis_usage_batch (kept_until)',
  ],
};
