import express from 'express';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { documentOf } from '../support/document-of.js';
import { mountApi } from '../support/mount-api.js';

const scopes = fc.subarray(['accounts:read', 'accounts:write']);
const requirement = fc.record({ apiKey: fc.constant([]), accessToken: scopes }, { requiredKeys: [] });
const securities = fc.array(fc.array(requirement, { maxLength: 3 }), { minLength: 15, maxLength: 15 });

/** As the fake guards read them: absent, refused, with these scopes, or (`good`) saying nothing of scopes. */
const credential = fc.constantFrom(undefined, 'bad', 'good', 'accounts:read', 'accounts:read accounts:write');
const sent = fc.record({ apiKey: credential, accessToken: credential });

type Requirement = { readonly [scheme in 'apiKey' | 'accessToken']?: readonly string[] };
type Sent = { readonly [scheme in 'apiKey' | 'accessToken']: string | undefined };

/** OpenAPI 3.1.1 §4.8.30: one of the alternatives, and all that it names. `{}` lets nobody pass, and whoever is good. */
function isEnough(security: readonly Requirement[], credentials: Sent): boolean {
  const named = security.flatMap(Object.keys) as (keyof Sent)[];
  if (named.length === 0 || security.some((each) => isMet(each, credentials))) return true;
  const mayBeNobody = security.some((each) => Object.keys(each).length === 0);
  return mayBeNobody && named.every((scheme) => credentials[scheme] === undefined);
}

/** The scopes are the token's, less those that a key beside it does not have. */
function isMet(requirement: Requirement, { apiKey, accessToken }: Sent): boolean {
  const { apiKey: key, accessToken: demanded } = requirement;
  if (key === undefined && demanded === undefined) return false;
  if (key !== undefined && !isGood(apiKey)) return false;
  if (demanded !== undefined && !isGood(accessToken)) return false;
  const cut = (scope: string) => key === undefined || apiKey === 'good' || apiKey?.includes(scope);
  return demanded?.every((scope) => accessToken?.includes(scope) && cut(scope)) ?? true;
}

function isGood(credential: string | undefined): boolean {
  return credential !== undefined && credential !== 'bad';
}

it('lets through exactly who meets one alternative in full, for any security and any credentials', async () => {
  const outcomes = { true: 0, false: 0 };
  await fc.assert(
    fc.asyncProperty(
      securities,
      fc.array(sent, { minLength: 15, maxLength: 15 }),
      async (securities, requests) => {
        const operations = Object.fromEntries(
          securities.map((security, index) => [`GET /${index}`, { security: security as never }]),
        );
        const api = await mountApi(express, documentOf(operations), Object.keys(operations));
        for (const credentials of requests) {
          const { apiKey, accessToken } = credentials;
          const headers = {
            ...(apiKey && { 'API-Key': apiKey }),
            ...(accessToken && { Authorization: accessToken }),
          };
          for (const [index, security] of securities.entries()) {
            const { ok } = await api.ask('GET', `/${index}`, headers);
            expect({ security, credentials, ok }).toEqual({
              security,
              credentials,
              ok: isEnough(security, credentials),
            });
            outcomes[`${ok}`]++;
          }
        }
        await api.close();
      },
    ),
    { numRuns: 2, endOnFailure: true },
  );
  expect(Math.min(outcomes.true, outcomes.false)).toBeGreaterThan(20);
});
