/** What one contender did in one round, and what the reference did right before and right after it. */
export interface Round<Sample> {
  readonly contender: string;
  readonly sample: Sample;
  readonly before: Sample;
  readonly after: Sample;
}

/**
 * Measures every contender once per round, in a new random order each round, so that what a shared machine does
 * meanwhile hits all alike; the reference runs before the first, between any two and after the last.
 */
export async function playRounds<Sample>(
  contenders: readonly string[],
  reference: string,
  rounds: number,
  measure: (contender: string) => Promise<Sample>,
): Promise<Round<Sample>[]> {
  const played: Round<Sample>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    let before = await measure(reference);
    for (const contender of shuffled(contenders)) {
      const sample = await measure(contender);
      const after = await measure(reference);
      played.push({ contender, sample, before, after });
      before = after;
    }
  }
  return played;
}

export function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
