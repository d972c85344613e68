import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Answer, type Call, type StoreProcess, startStoreProcess } from '../support/store-process.js';
import {
  accessTokenOf,
  apiKeyOf,
  clientOf,
  codeOf,
  familyOf,
  refreshTokenOf,
  signingKeyOf,
} from '../support/store-records.js';

/** What eight processes do on one empty set of data, beginning with their start. */
export interface SharedData {
  options(): Parameters<typeof startStoreProcess>[0];
  /** How often each migration was applied. */
  migrations(): Promise<readonly number[]>;
}

const processes = 8;
const callsEach = 7;
const subjects = ['a', 'b', 'c', 'd', 'e'];

/** Tests that what may happen once happens once, whoever of 56 callers in 8 processes asks. */
export function testEightProcesses(data: SharedData): void {
  let stores: readonly StoreProcess[] = [];

  beforeAll(async () => {
    stores = await Promise.all(Array.from({ length: processes }, () => startStoreProcess(data.options())));
  });
  afterAll(() => Promise.all(stores.map((store) => store.stop())));

  /** The values of calls made one after the other in one process. */
  async function prepare(...calls: readonly Call[]): Promise<void> {
    for (const call of calls) expect(valuesOf(await stores[0]!.call(call))[0]).toBeTruthy();
  }

  /** Makes a call for a subject 56 times at once, from all processes; gives every value. */
  async function raceFor(call: (subject: string, turn: string) => Call): Promise<Map<string, unknown[]>> {
    const turns = Array.from({ length: callsEach }, (_, turn) => turn);
    const wanted = turns.flatMap((turn) => subjects.map((subject) => ({ subject, turn })));
    const answers = await Promise.all(
      stores.map((store, index) =>
        store.call(...wanted.map(({ subject, turn }) => call(subject, `${index}-${turn}`))),
      ),
    );
    const values = answers.flatMap(valuesOf);
    return new Map(
      subjects.map((subject, at) => [subject, values.filter((_, place) => place % subjects.length === at)]),
    );
  }

  /** Of those who raced for each subject, one was told that it won. */
  async function expectOneWinner(
    call: (subject: string, turn: string) => Call,
    won: (value: never, subject: string) => boolean,
  ): Promise<void> {
    for (const [subject, values] of await raceFor(call)) {
      expect(values).toHaveLength(processes * callsEach);
      expect(values.filter((value) => won(value as never, subject))).toHaveLength(1);
    }
  }

  it('start together and migrate once', async () => {
    expect(await data.migrations()).toEqual([1, 2]);
  });

  it('issue a code once', () =>
    expectOneWinner(
      (subject, turn) => [
        'codes',
        'issue',
        { ...codeOf(`code-${subject}`), familyId: turn + subject },
        familyOf(turn + subject),
      ],
      (issued: boolean) => issued,
    ));

  it('consume a code once, and give its family one refresh token', async () => {
    await prepare(...subjects.map((id): Call => ['codes', 'issue', codeOf(id), familyOf(id)]));
    await expectOneWinner(
      (subject, turn) => ['codes', 'consume', subject, refreshTokenOf(`${subject}-${turn}`)],
      ({ consumed }: { consumed: boolean }) => consumed,
    );
    const found = await stores[1]!.call(...subjects.map((id): Call => ['families', 'find', id]));
    expect(valuesOf(found)).toMatchObject(subjects.map(() => ({ family: { generation: 1 } })));
  });

  it('count every wrong verifier', async () => {
    await prepare(...subjects.map((id): Call => ['codes', 'issue', codeOf(`w-${id}`), familyOf(`w-${id}`)]));
    for (const counted of (await raceFor((subject) => ['codes', 'countFailure', `w-${subject}`])).values()) {
      expect(new Set(counted).size).toBe(processes * callsEach);
      expect(Math.max(...(counted as number[]))).toBe(processes * callsEach);
    }
  });

  it('rotate a refresh token once, and kill no honest family', async () => {
    const open = (id: string): Call => ['families', 'open', familyOf(`r-${id}`), refreshTokenOf(`${id}-1`)];
    await prepare(...subjects.map(open));
    await expectOneWinner(
      (subject, turn) => [
        'families',
        'rotate',
        `r-${subject}`,
        `${subject}-1`,
        refreshTokenOf(`${subject}-${turn}`),
      ],
      ({ rotated }: { rotated: boolean }) => rotated,
    );
    const found = await stores[1]!.call(...subjects.map((id): Call => ['families', 'find', `r-${id}`]));
    for (const value of valuesOf(found)) {
      expect(value).toMatchObject({ family: { generation: 2 } });
      expect(value).not.toHaveProperty('family.revokedAt');
    }
  });

  it('revoke a family and a token once', async () => {
    await prepare(...subjects.map((id): Call => ['families', 'open', familyOf(`x-${id}`)]));
    await expectOneWinner(
      (subject) => ['families', 'revoke', `x-${subject}`],
      (revoked: boolean) => revoked,
    );
    const expiresAt = Date.now() + 60_000;
    await expectOneWinner(
      (subject) => ['accessTokens', 'revoke', `jti-${subject}`, expiresAt],
      (revoked: boolean) => revoked,
    );
  });

  it('withdraw a consent once, and add a batch of usage once', async () => {
    await prepare(...subjects.map((id): Call => ['consents', 'give', id, 'client', ['a']]));
    await expectOneWinner(
      (subject) => ['consents', 'withdraw', subject, 'client'],
      (withdrawn: boolean) => withdrawn,
    );
    const counts = [{ keyId: 'key', day: '2026-03-01', operation: 'GET /', calls: 1 }];
    await expectOneWinner(
      (subject) => ['usage', 'add', subject, counts],
      (added: boolean) => added,
    );
    const listed = valuesOf(await stores[1]!.call(['usage', 'list', 'key']));
    expect(listed).toEqual([[{ ...counts[0], calls: subjects.length }]]);
  });

  it('insert a token, a client and a mark once', async () => {
    const until = Date.now() + 60_000;
    await expectOneWinner(
      (subject) => ['accessTokens', 'insert', accessTokenOf(subject)],
      (inserted: boolean) => inserted,
    );
    await expectOneWinner(
      (subject) => ['clients', 'insert', clientOf(subject)],
      (inserted: object | undefined) => inserted !== undefined,
    );
    await expectOneWinner(
      (subject) => ['marks', 'rememberOnce', subject, until],
      (isNew: boolean) => isNew,
    );
  });

  it('put one successor in the place of a key, and one signing key in office', async () => {
    await prepare(...subjects.map((id): Call => ['apiKeys', 'insert', apiKeyOf(`k-${id}`)]));
    const rotated = await raceFor((subject, turn) => [
      'apiKeys',
      'rotate',
      `k-${subject}`,
      apiKeyOf(`k-${subject}-${turn}`),
      Date.now() + 60_000,
    ]);
    for (const records of rotated.values()) {
      const successors = records.map((record) => (record as { replacedBy: string }).replacedBy);
      expect(new Set(successors).size).toBe(1);
    }
    await prepare(...subjects.map((id): Call => ['signingKeys', 'insert', signingKeyOf(id)]));
    const activated = await raceFor((subject) => ['signingKeys', 'activate', subject, undefined, Date.now()]);
    expect([...activated.values()].flat().filter(Boolean)).toHaveLength(1);
  });

  it('add no third secret, and grant no more than fits', async () => {
    await prepare(...subjects.map((id): Call => ['clients', 'insert', clientOf(`s-${id}`)]));
    const secret = (turn: string) => ({ id: turn, digest: turn, createdAt: 0 });
    await raceFor((subject, turn) => ['clients', 'addSecret', `s-${subject}`, secret(turn)]);
    const clients = await stores[1]!.call(...subjects.map((id): Call => ['clients', 'find', `s-${id}`]));
    for (const value of valuesOf(clients)) expect((value as { secrets: unknown[] }).secrets).toHaveLength(2);
    const reservation = { windowMs: 60_000, limit: 20 };
    const granted = await raceFor((subject) => ['counters', 'reserve', subject, reservation]);
    for (const values of granted.values()) {
      expect(values.filter((value) => (value as { granted: boolean }).granted)).toHaveLength(20);
    }
  });
}

function valuesOf(answers: readonly Answer[]): unknown[] {
  expect(answers.flatMap(({ error }) => error ?? [])).toEqual([]);
  return answers.map(({ value }) => value);
}
