/** Tells the n-th of many ids: no two are equal, and neighbours lie far apart, as with random ids. */
export function scatteredId(kind: string, n: number): string {
  return `${kind}-${((BigInt(n) * multiplier) & mask).toString(16).padStart(8, '0')}`;
}

const multiplier = 2_654_435_761n;
const mask = 0xff_ff_ff_ffn;

/** What all keys say, besides their ids, clients and digests. */
export const keyDetails = {
  name: 'Back office',
  prefix: 'bank',
  environment: 'live',
  pepperVersion: 1,
  scopes: ['accounts:read', 'transactions:read'],
  metadata: { plan: 'gold' },
} as const;

/** What all clients say, besides their ids. */
export const clientDetails = {
  name: 'Partner',
  public: true,
  authenticationMethods: [],
  secrets: [],
  grants: ['client_credentials'],
  scopes: ['accounts:read'],
  roles: [],
  permissions: [],
  redirectUris: [],
  metadata: {},
} as const;

const stamped = { createdAt: 0, updatedAt: 0, version: 1 };
const keyRecord = JSON.stringify({ ...keyDetails, ...stamped });
const clientRecord = JSON.stringify({ ...clientDetails, ...stamped });
const tokenRecord = JSON.stringify({
  scopes: ['accounts:read'],
  audience: ['https://api.example'],
  data: {},
});
/** How many clients the keys belong to. */
export const clients = 1000;

/** What is the same in both dialects, given how they count and how they write the id of a number. */
function statements(
  series: (rows: number) => string,
  id: (kind: string) => string,
  rows: number,
): readonly string[] {
  const now = Date.now();
  const day = 86_400_000;
  const client = `'client-' || (n % ${clients})`;
  return [
    'DELETE FROM portcullis_client',
    'DELETE FROM portcullis_api_key',
    'DELETE FROM portcullis_access_token',
    `INSERT INTO portcullis_client (id, status, tokens_valid_from, record)
      SELECT 'client-' || n, 'active', 0, '${clientRecord}' FROM ${series(clients)}`,
    `INSERT INTO portcullis_api_key (id, client_id, digest, status, record)
      SELECT ${id('key')}, ${client}, ${id('digest')}, 'active', '${keyRecord}' FROM ${series(rows)}`,
    `INSERT INTO portcullis_access_token (digest, id, client_id, issued_at, expires_at, record)
      SELECT ${id('token')}, ${id('jti')}, ${client}, ${now}, ${now + day}, '${tokenRecord}' FROM ${series(rows)}`,
  ];
}

/** Statements that fill the tables in seconds; the stores themselves insert one record at a time. */
export const fillings = {
  sqlite: (rows: number): readonly string[] => [
    ...statements(
      (count) =>
        `(WITH RECURSIVE series (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM series WHERE n < ${count - 1})
          SELECT n FROM series)`,
      (kind) => `'${kind}-' || printf('%08x', (n * ${multiplier}) & ${mask})`,
      rows,
    ),
    'ANALYZE',
  ],
  postgres: (rows: number): readonly string[] => [
    ...statements(
      (count) => `generate_series(0, ${count - 1}) AS n`,
      (kind) => `'${kind}-' || lpad(to_hex((n::bigint * ${multiplier}) & ${mask}), 8, '0')`,
      rows,
    ),
    'ANALYZE portcullis_client',
    'ANALYZE portcullis_api_key',
    'ANALYZE portcullis_access_token',
  ],
};
