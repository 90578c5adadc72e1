/** Where a name stands in a text. */
export function placesOf(text: string, name: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    places.push(at);
  }
  return places;
}

/**
 * What is asked of a name, asked of another; undefined where it is not named. Part of a word is no name, as
 * rice in “the price of rice”, unless letters touch it everywhere, as in Chinese.
 */
export function renamed(asked: string, name: string, other: string): string | undefined {
  const places = placesOf(asked, name);
  const whole = places.filter(
    (at) =>
      !/[\p{L}\p{M}\p{N}]$/u.test(asked.slice(0, at)) &&
      !/^[\p{L}\p{M}\p{N}]/u.test(asked.slice(at + name.length)),
  );
  if (places.length === 0) return undefined;
  let said = '';
  let end = 0;
  for (const at of whole.length > 0 ? whole : places) {
    said += asked.slice(end, at) + other;
    end = at + name.length;
  }
  return said + asked.slice(end);
}
