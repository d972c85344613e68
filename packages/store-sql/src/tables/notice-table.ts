import type { NoticeKind, RevocationNotice } from '@portcullis/store';
import { number, status, text } from '../cells.js';
import { many, one, type Row } from '../statement.js';
import { row, type Step } from '../step.js';

const kinds = ['token', 'family', 'client', 'user', 'apiKey', 'signingKey'] as const;

/**
 * PostgreSQL only: number and commit in one order. Without it a notice that commits late stays below the number that
 * readers have come to, and is never read.
 */
const lockNotices = one({
  sqlite: undefined,
  postgres: "SELECT pg_advisory_xact_lock(hashtext('portcullis_notice'), hashtext(current_schema()))",
});

const find = one('SELECT number FROM portcullis_notice WHERE kind = ? AND subject = ?');
const remove = one('DELETE FROM portcullis_notice WHERE kind = ? AND subject = ? RETURNING number');
const insert = one(
  `INSERT INTO portcullis_notice (kind, subject, status, tokens_valid_from, kept_until)
  VALUES (?, ?, ?, ?, ?) RETURNING number`,
);

/** So many notices are read at a time. */
export const noticePage = 1000;

/** Notices after a number, in their order; kinds that a later release brings concern only itself. */
export const noticesAfter = many(
  `SELECT number, kind, subject, status, tokens_valid_from, kept_until FROM portcullis_notice
  WHERE number > ? AND kind IN ('${kinds.join("', '")}') ORDER BY number LIMIT ${noticePage}`,
);

type NewNotice = Omit<RevocationNotice, 'number'>;

/** The newest state of a thing takes the place of an older notice about it, with a new number. Ends its step. */
export function* writeNotice(notice: NewNotice): Step<RevocationNotice> {
  yield* row(lockNotices);
  yield* row(remove, notice.kind, notice.id);
  return yield* insertNotice(notice);
}

/** The same for what is said once: `undefined` when it was said before. */
export function* writeFirstNotice(notice: NewNotice): Step<RevocationNotice | undefined> {
  yield* row(lockNotices);
  if ((yield* row(find, notice.kind, notice.id)) !== undefined) return undefined;
  return yield* insertNotice(notice);
}

function* insertNotice(notice: NewNotice): Step<RevocationNotice> {
  const { kind, id, status, tokensValidFrom, until } = notice;
  const inserted = yield* row(insert, kind, id, status, tokensValidFrom, until);
  return { ...notice, number: number(inserted?.[0]) };
}

export function decodeNotice(cells: Row): RevocationNotice {
  return {
    number: number(cells[0]),
    kind: noticeKind(text(cells[1])),
    id: text(cells[2]),
    status: status(cells[3]),
    tokensValidFrom: number(cells[4]),
    until: number(cells[5]),
  };
}

function noticeKind(name: string): NoticeKind {
  const kind = kinds.find((known) => known === name);
  if (kind === undefined) throw new TypeError(`Cannot read notice: unknown kind ${name}`);
  return kind;
}
