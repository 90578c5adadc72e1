/** A phrasing cut at its placeholders, so that filling it for a million entities is joining. */
export class PhrasingTemplate {
  /** Texts between the entity's places: one more than there are of these. */
  readonly #texts: readonly string[];

  /** @param statistic What the phrasing calls the statistic. */
  constructor(template: string, statistic: string) {
    this.#texts = template
      .split('{entity}')
      .map((text) => text.replaceAll('{statistic}', () => statistic));
  }

  fill(entity: string): string {
    return this.#texts.join(entity);
  }

  /** The texts between the entity's places, escaped for JSON. */
  escaped(): readonly string[] {
    return this.#texts.map(escapeJson);
  }
}

/** A text as it stands between the quotes of a JSON string. */
export const escapeJson = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- These are what JSON escapes.
  /["\\\u0000-\u001f\ud800-\udfff]/.test(text) ? JSON.stringify(text).slice(1, -1) : text;
