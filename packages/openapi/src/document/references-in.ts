interface Reference {
  /** JSON pointer to the object with the reference. */
  readonly at: string;
  /** Where it leads. */
  readonly to: string;
}

/** The references in a JSON value. */
export function referencesIn(value: unknown, at = '#'): readonly Reference[] {
  if (typeof value !== 'object' || value === null) return [];
  const found = Object.entries(value).flatMap(([name, member]) =>
    referencesIn(member, `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
  const to = '$ref' in value ? value.$ref : undefined;
  return typeof to === 'string' ? [{ at, to }, ...found] : found;
}
