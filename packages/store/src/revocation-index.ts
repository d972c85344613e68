import { type Clock, ServiceUnavailableError } from '@portcullis/core';
import { ExpiringMap } from './expiring-map.js';
import { REPLAY_MARGIN_MS } from './expiry.js';
import type {
  AuthoritySubject,
  NoticeKind,
  RevocationNotice,
  RevocationSubject,
  RevocationView,
} from './revocation-view.js';

type Notices = ExpiringMap<RevocationNotice>;

/** What an index is made of. */
export interface RevocationIndexOptions {
  readonly clock: Clock;
  /** How long notices count, in milliseconds: the longest life of a token. */
  readonly rememberedMs: number;
  /** Until when it may be asked before it is fed again, in milliseconds since the epoch; `Infinity`: always. */
  readonly freshUntil: number;
}

/**
 * The view that every engine feeds with its notices. It holds the newest state of each thing that changed; applying a
 * notice twice, late or out of order does no harm.
 */
export class RevocationIndex implements RevocationView {
  readonly rememberedMs: number;
  readonly #clock: Clock;
  readonly #notices: Readonly<Record<NoticeKind, Notices>>;
  #freshUntil: number;

  constructor({ clock, rememberedMs, freshUntil }: RevocationIndexOptions) {
    this.#clock = clock;
    this.rememberedMs = rememberedMs;
    this.#freshUntil = freshUntil;
    this.#notices = {
      token: newNotices(),
      family: newNotices(),
      client: newNotices(),
      user: newNotices(),
      apiKey: newNotices(),
      signingKey: newNotices(),
    };
  }

  get freshUntil(): number {
    return this.#freshUntil;
  }

  /** The feed was complete just now: the view may be asked until `time`. */
  stayFreshUntil(time: number): void {
    this.#freshUntil = time;
  }

  /** When a notice made now may be forgotten. */
  rememberUntil(now: number): number {
    return now + this.rememberedMs + REPLAY_MARGIN_MS;
  }

  apply(notice: RevocationNotice): void {
    const notices = this.#notices[notice.kind];
    const known = notices.get(notice.id);
    if (known === undefined || known.number < notice.number) {
      notices.set(notice.id, notice, this.#clock.now());
    }
  }

  isRevoked(subject: RevocationSubject): boolean {
    this.#requireFresh();
    const { token, family, apiKey, signingKey, client, user } = this.#notices;
    const issuedAt = issuedAtMs(subject);
    return (
      isBarred(token, subject.tokenId, issuedAt) ||
      isBarred(family, subject.familyId, issuedAt) ||
      isBarred(client, subject.clientId, issuedAt) ||
      isBarred(user, subject.userId, issuedAt) ||
      isBarred(apiKey, subject.keyId, issuedAt) ||
      isBarred(signingKey, subject.signingKeyId, issuedAt)
    );
  }

  changeOf(subject: AuthoritySubject): number {
    const { client, user, apiKey } = this.#notices;
    return Math.max(
      numberOf(client, subject.clientId),
      numberOf(user, subject.userId),
      numberOf(apiKey, subject.keyId),
    );
  }

  /** Forgets every notice whose time has come. */
  forget(): void {
    const now = this.#clock.now();
    for (const notices of Object.values(this.#notices)) notices.sweep(now, Number.POSITIVE_INFINITY);
  }

  #requireFresh(): void {
    if (this.#freshUntil === Number.POSITIVE_INFINITY || this.#clock.now() < this.#freshUntil) return;
    throw new ServiceUnavailableError('Cannot tell what is revoked: the feed of revocations is silent', {
      reason: 'stale_revocations',
    });
  }
}

function newNotices(): Notices {
  return new ExpiringMap(({ until }) => until);
}

/** Without `iat`, a token counts as issued at 0, and what is no token is not judged by it. */
function issuedAtMs({ issuedAt, tokenId, familyId }: RevocationSubject): number {
  if (issuedAt !== undefined) return issuedAt * 1000;
  return tokenId === undefined && familyId === undefined ? Number.POSITIVE_INFINITY : 0;
}

function isBarred(notices: Notices, id: string | undefined, issuedAt: number): boolean {
  if (id === undefined || notices.size === 0) return false;
  const notice = notices.get(id);
  return notice !== undefined && !(notice.status === 'active' && issuedAt >= notice.tokensValidFrom);
}

function numberOf(notices: Notices, id: string | undefined): number {
  if (id === undefined) return 0;
  return notices.get(id)?.number ?? 0;
}
