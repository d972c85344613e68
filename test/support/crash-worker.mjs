// A process that works on a store until it kills itself, as a power cut would: no handler runs, nothing is flushed.
// The driver is wrapped to count what goes to the engine; before the statement of number `killAt` comes SIGKILL. With
// `sent`, the statement has gone out and its answer is never read. Each step that was acknowledged is told to the
// parent first, by a write that waits.
import { writeSync } from 'node:fs';
import { createPostgresStore, createSqliteStore } from '@portcullis/store-sql';

const { file, url, secrets, label, killAt, sent } = JSON.parse(process.argv[2]);
let statements = 0;
let counting = false;

const die = () => process.kill(process.pid, 'SIGKILL');

function isLast() {
  if (counting) statements += 1;
  return counting && statements === killAt;
}

async function countedDatabase() {
  const { default: Database } = await import('libsql');
  const database = new Database(file);
  const counted = (work) => {
    const last = isLast();
    if (last && !sent) die();
    const result = work();
    if (last) die();
    return result;
  };
  return {
    prepare(sql) {
      const statement = database.prepare(sql).raw(true);
      const wrapped = {
        raw: () => wrapped,
        get: (values) => counted(() => statement.get(values)),
        all: (values) => counted(() => statement.all(values)),
      };
      return wrapped;
    },
    exec: (sql) => counted(() => database.exec(sql)),
    close: () => database.close(),
  };
}

async function countedPool() {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({ connectionString: url, max: 3 });
  pool.on('connect', (client) => {
    const query = client.query.bind(client);
    client.query = (config) => {
      const last = isLast();
      if (last && !sent) die();
      const result = query(config);
      if (last) setImmediate(die);
      return result;
    };
  });
  return pool;
}

const store =
  url === undefined
    ? createSqliteStore({ database: await countedDatabase(), secrets })
    : createPostgresStore({ pool: await countedPool(), secrets });

const now = Date.now();
const expiresAt = now + 3_600_000;
const family = (id) => ({
  ...{ id, clientId: 'client', userId: 'user', scopes: [], data: {} },
  ...{ createdAt: now, idleExpiresAt: expiresAt, expiresAt },
});
const code = (hash) => ({
  ...{ hash, clientId: 'client', userId: 'user', familyId: hash, scopes: [], data: {} },
  ...{ redirectUri: 'https://client.example/', challenge: 'c', createdAt: now, expiresAt },
});
const client = (id) => ({
  ...{ id, name: 'n', public: true, authenticationMethods: [], secrets: [], grants: [], scopes: [] },
  ...{ roles: [], permissions: [], redirectUris: [], metadata: {} },
});
const key = (id) => ({
  ...{ id, name: 'n', clientId: 'client', prefix: 'p', environment: 'test', digest: id, pepperVersion: 1 },
  metadata: {},
});
const user = { emailVerified: false, roles: [], permissions: [], metadata: {} };
const signingKey = (kid) => ({ kid, algorithm: label, publicJwk: {}, privateJwk: '{}' });
const counts = [{ keyId: label, day: '2026-03-01', operation: 'GET /', calls: 1 }];
const token = (hash) => ({ hash, idleExpiresAt: expiresAt, sealedReply: 's' });

/** Steps that build on each other, each with the name by which the parent looks for its effect. */
const steps = [
  ['client', () => store.clients.insert(client(label))],
  ['code', () => store.codes.issue(code(label), family(label))],
  ['consumed', () => store.codes.consume(label, token(`${label}-1`))],
  ['rotated', () => store.families.rotate(label, `${label}-1`, token(`${label}-2`))],
  ['key', () => store.apiKeys.insert(key(label))],
  ['successor', () => store.apiKeys.rotate(label, key(`${label}-next`), expiresAt)],
  ['user', () => store.users.insert({ ...user, id: label, username: label })],
  ['userEnded', () => store.users.endTokens(label)],
  ['suspended', () => store.clients.setStatus(label, 'suspended')],
  ['mark', () => store.marks.rememberOnce(label, expiresAt)],
  ['token', () => store.accessTokens.revoke(label, expiresAt)],
  ['hit', () => store.counters.hit(`${label}-hits`, { windowMs: 3_600_000 })],
  ['reserved', () => store.counters.reserve(label, { windowMs: 3_600_000, limit: 1 })],
  ['consent', () => store.consents.give(label, 'client', ['a'])],
  ['widened', () => store.consents.give(label, 'client', ['b', 'c'])],
  ['usage', () => store.usage.add(label, counts)],
  ['pending', () => store.signingKeys.insert(signingKey(label))],
  ['active', () => store.signingKeys.activate(label, undefined, expiresAt)],
  ['revoked', () => store.families.revoke(label)],
];

async function take([name, step]) {
  await step();
  writeSync(1, `${name}\n`);
}

counting = label === 'migrating';
await store.ready();
counting = true;
for (const step of steps) await take(step);
await Promise.all(
  ['x', 'y', 'z'].map((at) => take([`group-${at}`, () => store.marks.rememberOnce(label + at, expiresAt)])),
);
writeSync(1, 'end\n');
await store.close();
process.exit(0);
