import type { GivenNames as NamesOf, Principal } from '@portcullis/core';

/** What a client can be given that lets it do something. */
export const givenKinds = ['grants', 'scopes', 'roles', 'permissions'] as const;

export type GivenNames = NamesOf<(typeof givenKinds)[number]>;

/** What a caller may give to clients beside what they hold themselves. */
export type MayGive = (principal: Principal) => Partial<GivenNames>;
