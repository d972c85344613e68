import type { Store } from '@portcullis/store';
import { openStore, type Site } from './sites.js';

const hour = 3_600_000;

/** A kind of step that happens once for each name; `prepare` makes what it needs. */
interface OnceOnly {
  prepare(store: Store, name: string): Promise<unknown>;
  step(store: Store, name: string): Promise<boolean>;
}

const kinds: Readonly<Record<string, OnceOnly>> = {
  'consume a code': {
    prepare: async (store, name) => store.codes.issue(codeOf(name), familyOf(name)),
    step: async (store, name) => (await store.codes.consume(name)).consumed,
  },
  'consume a code, start its family': {
    prepare: async (store, name) => store.codes.issue(codeOf(name), familyOf(name)),
    step: async (store, name) => {
      const first = { hash: `${name}-1`, idleExpiresAt: Date.now() + hour };
      return (await store.codes.consume(name, first)).consumed;
    },
  },
  'rotate a refresh token': {
    prepare: async (store, name) =>
      store.families.open(familyOf(name), { hash: `${name}-1`, idleExpiresAt: Date.now() + hour }),
    step: async (store, name) => {
      const next = { hash: `${name}-2`, idleExpiresAt: Date.now() + hour, sealedReply: 'sealed' };
      return (await store.families.rotate(name, `${name}-1`, next)).rotated;
    },
  },
  'remember a mark': {
    prepare: async () => {},
    step: async (store, name) => store.marks.rememberOnce(name, Date.now() + hour),
  },
  'revoke a token': {
    prepare: async () => {},
    step: async (store, name) => store.accessTokens.revoke(name, Date.now() + hour),
  },
};

const widths = [1, 10, 64];
const steps = 3_000;

/** Steps a second, one caller after the other and many at once. */
export async function measureOnceOnly(site: Site): Promise<object[]> {
  const ground = await site.create();
  const store = await openStore(ground.options);
  const table: object[] = [];
  try {
    for (const [name, kind] of Object.entries(kinds)) {
      for (const width of widths) table.push(await measure(store, name, kind, width));
    }
  } finally {
    await store.close();
    await ground.remove();
  }
  return table;
}

async function measure(
  store: Store,
  name: string,
  { prepare, step }: OnceOnly,
  width: number,
): Promise<object> {
  const names = Array.from({ length: width === 1 ? steps / 5 : steps }, (_, n) => `${name} ${width} ${n}`);
  await eachOf(names, 100, (each) => prepare(store, each));
  const begun = performance.now();
  let done = 0;
  await eachOf(names, width, async (each) => {
    if (await step(store, each)) done += 1;
  });
  if (done !== names.length) throw new Error(`${name}: ${names.length - done} of ${names.length} were lost`);
  return {
    step: name,
    'at once': width,
    'a second': Math.round((1000 * done) / (performance.now() - begun)),
  };
}

/** Works through the names, so many at a time. */
async function eachOf(
  names: readonly string[],
  width: number,
  work: (name: string) => Promise<unknown>,
): Promise<void> {
  const left = names.values();
  const worker = async (): Promise<void> => {
    for (const name of left) await work(name);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

function familyOf(id: string) {
  const now = Date.now();
  const end = now + hour;
  const times = { createdAt: now, idleExpiresAt: end, expiresAt: end };
  return { id, clientId: 'client', userId: 'user', scopes: ['accounts:read'], data: {}, ...times };
}

function codeOf(hash: string) {
  const now = Date.now();
  return {
    hash,
    clientId: 'client',
    redirectUri: 'https://client.example/callback',
    userId: 'user',
    challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    scopes: ['accounts:read'],
    familyId: hash,
    createdAt: now,
    expiresAt: now + hour,
    data: { nonce: 'n' },
  };
}
