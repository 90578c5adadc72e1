/** Translations by English text, as l10n/bundle.l10n.LANGUAGE.json has them. */
export type PageTexts = Readonly<Record<string, string>>;

/** Id of the element in a page's HTML that holds its texts: they are needed before the page asks for anything. */
export const pageTextsId = 'page-texts';

/** The element, or nothing where the page is in English. */
export const pageTextsHtml = (texts: PageTexts | undefined): string =>
  texts === undefined
    ? ''
    : `<script type="application/json" id="${pageTextsId}">${inHtml(texts)}</script>`;

/** In a script nothing is an entity, and `</script` or `<!--` would end or change it. */
const inHtml = (texts: PageTexts): string => JSON.stringify(texts).replaceAll('<', '\\u003c');
