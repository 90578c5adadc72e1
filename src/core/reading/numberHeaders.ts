/** Headers as columns are called: of several that are the same, those after the first are numbered. */
export function numberHeaders(headers: readonly string[]): string[] {
  const counts = new Map<string, number>();
  const names = new Set(headers);
  return headers.map((plain) => {
    let count = (counts.get(plain) ?? 0) + 1;
    while (plain !== '' && count > 1 && names.has(`${plain} (${count})`)) count++;
    counts.set(plain, count);
    return plain === '' || count === 1 ? plain : `${plain} (${count})`;
  });
}
