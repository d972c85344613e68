import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Store } from '@portcullis/store';
import { expect, it } from 'vitest';

/** Where the processes that crash work, and how the store is opened afterwards. */
export interface CrashSite {
  /** Options of the store in the other process. */
  target(): { readonly file?: string; readonly url?: string };
  /** A new store on what the crash left. */
  open(): Promise<Store>;
}

export const crashSecrets = ['a secret of thirty-two bytes or so'];

const worker = fileURLToPath(new URL('../support/crash-worker.mjs', import.meta.url));

/**
 * Process after process, on the same data, is killed before or after the first, second, third … statement that it
 * sends, until one comes to its end. What they were told is done must be there, and no step may be half done.
 */
export function testCrashes(site: CrashSite): void {
  it('lose nothing acknowledged and leave no step half done, 50 times', { timeout: 120_000 }, async () => {
    let crashes = 0;
    for (let killed = true; killed; ) {
      const runs = [1, 2].map((next) => crashOnce(site, crashes + next));
      const ended = await Promise.all(runs);
      const store = await site.open();
      for (const { label, acknowledged } of ended) await expectIntact(store, label, acknowledged);
      await store.close();
      crashes += ended.filter((run) => run.killed).length;
      killed = ended.every((run) => run.killed);
    }
    expect(crashes).toBeGreaterThanOrEqual(50);
  });
}

async function crashOnce(site: CrashSite, killAt: number): Promise<Run & { readonly label: string }> {
  const label = `crash-${killAt}`;
  return { label, ...(await runUntilKilled(site, label, killAt, killAt % 3 === 0)) };
}

interface Run {
  readonly killed: boolean;
  readonly acknowledged: readonly string[];
}

export function runUntilKilled(site: CrashSite, label: string, killAt: number, sent: boolean): Promise<Run> {
  const options = JSON.stringify({ ...site.target(), secrets: crashSecrets, label, killAt, sent });
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [worker, options], (error, stdout, stderr) => {
      const killed = error?.signal === 'SIGKILL';
      if (error !== null && !killed) reject(new Error(stderr));
      else resolve({ killed, acknowledged: stdout.split('\n').filter(Boolean) });
    });
  });
}

/** What each name of an acknowledged step promises, and what must be so together whether acknowledged or not. */
async function expectIntact(store: Store, label: string, acknowledged: readonly string[]): Promise<void> {
  const state = await readState(store, label);
  const promised = acknowledged.filter((name) => name in state);
  expect(Object.fromEntries(promised.map((name) => [name, state[name]]))).toEqual(
    Object.fromEntries(promised.map((name) => [name, true])),
  );
  expect(state['family']).toBe(state['code']);
  expect(state['started']).toBe(state['consumed']);
  expect(await store.usage.add(label, [])).toBe(!state['usage']);
  expect(state['successorIsThere']).toBe(state['successor']);
  expect(state['userIsBarred']).toBe(state['userEnded']);
  expect(state['clientIsBarred']).toBe(state['suspended']);
  expect(state['familyIsBarred']).toBe(state['revoked']);
  await expectNothingTwice(store, label, acknowledged);
}

async function readState(store: Store, label: string): Promise<Record<string, boolean>> {
  const issuer = 'https://issuer.example';
  const code = await store.codes.find(label);
  const family = (await store.families.find(label))?.family;
  const key = await store.apiKeys.find(label);
  const client = await store.clients.find(label);
  const user = await store.users.find(label);
  const scopes = (await store.consents.find(label, 'client'))?.scopes;
  const signingKey = (await store.signingKeys.list()).find(({ kid }) => kid === label);
  const view = store.revocations;
  return {
    client: client !== undefined,
    code: code !== undefined,
    family: family !== undefined,
    consumed: code?.consumedAt !== undefined,
    started: (family?.generation ?? 0) > 0,
    rotated: family?.generation === 2,
    user: user !== undefined,
    userEnded: (user?.tokensValidFrom ?? 0) > 0,
    userIsBarred: view.isRevoked({ issuer, userId: label, tokenId: 'older', issuedAt: 0 }),
    key: key !== undefined,
    successor: key?.replacedBy === `${label}-next`,
    successorIsThere: (await store.apiKeys.find(`${label}-next`)) !== undefined,
    suspended: client?.status === 'suspended',
    clientIsBarred: view.isRevoked({ issuer, clientId: label }),
    token: view.isRevoked({ issuer, tokenId: label }),
    consent: scopes !== undefined,
    widened: scopes?.join() === 'a,b,c',
    usage: (await store.usage.list(label)).length === 1,
    pending: signingKey !== undefined,
    active: signingKey?.state === 'active',
    revoked: family?.revokedAt !== undefined,
    familyIsBarred: view.isRevoked({ issuer, familyId: label }),
  };
}

async function expectNothingTwice(
  store: Store,
  label: string,
  acknowledged: readonly string[],
): Promise<void> {
  const until = Date.now() + 60_000;
  const done = (name: string): boolean => acknowledged.includes(name);
  if (done('consumed')) expect((await store.codes.consume(label)).consumed).toBe(false);
  if (done('token')) expect(await store.accessTokens.revoke(label, until)).toBe(false);
  if (done('mark')) expect(await store.marks.rememberOnce(label, until)).toBe(false);
  for (const at of ['x', 'y', 'z']) {
    if (done(`group-${at}`)) expect(await store.marks.rememberOnce(label + at, until)).toBe(false);
  }
  const again = { windowMs: 60_000, limit: 1 };
  if (done('reserved')) expect((await store.counters.reserve(label, again)).granted).toBe(false);
}
