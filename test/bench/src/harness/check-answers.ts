import type { BenchRequest } from './bench-request.js';
import type { Case, Check, Group, Workload } from './group.js';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** A contender that listens. */
export interface Running {
  readonly name: string;
  readonly port: number;
  readonly facts: unknown;
}

/**
 * Puts every check, and the first request of every case, to every contender: who answers wrongly does not do the
 * job that is measured. Throws an error that names each wrong answer.
 */
export async function checkAnswers(
  { reference }: Group,
  { checks, cases }: Workload,
  contenders: readonly Running[],
): Promise<void> {
  const faults: string[] = [];
  for (const contender of contenders) {
    const isReference = contender.name === reference;
    const due = [
      ...(isReference ? [] : checks),
      ...(await Promise.all(cases.map((one) => firstOf(one, contender, isReference)))).flat(),
    ];
    for (const check of due) {
      const fault = await faultOf(check, contender);
      if (fault !== undefined) faults.push(`${contender.name}, ${check.name}: ${fault}`);
    }
  }
  if (faults.length > 0) throw new Error(`Wrong answers:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
}

async function firstOf(one: Case, { name, facts, port }: Running, isReference: boolean): Promise<Check[]> {
  // What is good once was put to it by a check.
  if (one.goodOnce || (!isReference && !one.contenders.includes(name))) return [];
  const [request] = await one.requests(facts, port);
  if (request === undefined) throw new Error(`There are no requests in ${one.name}`);
  return [{ name: one.name, status: isReference ? 200 : one.status, request: () => request }];
}

async function faultOf(check: Check, { port, facts }: Running): Promise<string | undefined> {
  const { status, body, headers } = await send(await check.request(facts, port), port);
  if (status !== check.status) return `${status} instead of ${check.status}: ${body}`;
  return check.fault?.(body, headers);
}

/** One request on a connection of its own. */
export async function send({ method, path, headers, body }: BenchRequest, port: number): Promise<Answer> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}
