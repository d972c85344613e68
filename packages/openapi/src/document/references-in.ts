interface Reference {
  /** JSON pointer to the object with the reference. */
  readonly at: string;
  /** Where it leads. */
  readonly to: string;
  /** The other members of the object. */
  readonly beside: readonly string[];
}

/** The references in a JSON value. */
export function referencesIn(value: unknown, at = '#'): readonly Reference[] {
  if (typeof value !== 'object' || value === null) return [];
  const found = Object.entries(value).flatMap(([name, member]) =>
    referencesIn(member, `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
  const { $ref: to, ...others } = value as { readonly $ref?: unknown };
  return typeof to === 'string' ? [{ at, to, beside: Object.keys(others) }, ...found] : found;
}
