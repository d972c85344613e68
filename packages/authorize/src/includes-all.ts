import type { Names } from '@portcullis/core';

/** Whether every wanted name is held. A plain loop: it runs on each request and allocates nothing. */
export function includesAll(held: Names, wanted: Names): boolean {
  for (const name of wanted) {
    if (!held.includes(name)) return false;
  }
  return true;
}
