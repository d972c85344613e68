interface ForeignReference {
  /** JSON pointer to the object with the reference. */
  readonly at: string;
  readonly reference: string;
}

/** The references in a JSON value that lead to another file or host. */
export function foreignReferences(value: unknown, at = '#'): readonly ForeignReference[] {
  if (typeof value !== 'object' || value === null) return [];
  const found = Object.entries(value).flatMap(([name, member]) =>
    foreignReferences(member, `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
  const reference = '$ref' in value ? value.$ref : undefined;
  return typeof reference === 'string' && !reference.startsWith('#') ? [{ at, reference }, ...found] : found;
}
