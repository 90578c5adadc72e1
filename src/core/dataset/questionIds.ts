/** Where each question stands in questions.jsonl: id → 0-based line. Lines that are no question are passed over. */
export function linesById(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  text.split('\n').forEach((line, index) => {
    const id = idIn(line);
    if (id !== undefined && !lines.has(id)) lines.set(id, index);
  });
  return lines;
}

/** The id on a line of questions.jsonl; undefined where it holds no question. */
export function idIn(line: string): string | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const hasId = typeof value === 'object' && value !== null && 'id' in value;
    return hasId && typeof value.id === 'string' ? value.id : undefined;
  } catch {
    return undefined;
  }
}
