import { readPage } from '@portcullis/core';
import type { Request } from 'express';

/** A page of a list; `next` is there when another may follow, to be given back as `after`. */
export interface PageOf<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** @throws InvalidRequestError when the query asks for no page that there could be. */
export function pageOf<T>({ url }: Request, all: readonly T[], idOf: (item: T) => string): PageOf<T> {
  const { limit, after } = readPage(new URL(url, 'http://localhost').searchParams);
  const start = after === undefined ? 0 : all.findIndex((item) => idOf(item) === after) + 1;
  const items = start === 0 && after !== undefined ? [] : all.slice(start, start + limit);
  const last = items.length === limit ? items.at(-1) : undefined;
  return { items, ...(last !== undefined && { next: idOf(last) }) };
}
