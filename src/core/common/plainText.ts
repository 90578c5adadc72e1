/**
 * Text from outside (an event, a log, a host, a file's name) as text and nothing else, for notifications,
 * boxes and titles. VS Code makes links of `[words](command:…)` there, which run any command at a click, and
 * icons of `$(name)`; a terminal obeys escape sequences; marks of direction show a name as another.
 *
 * @param most characters; a longer one is cut
 */
export function plainText(text: string, most = 600): string {
  const plain = text
    .slice(0, most * 4)
    // eslint-disable-next-line no-control-regex
    .replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|.)?/g, '')
    // eslint-disable-next-line no-control-regex
    .replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/\](?=\()/g, '] ')
    .replace(/\$(?=\()/g, '$ ');
  return plain.length <= most ? plain : `${plain.slice(0, most)}…`;
}

/** What is quoted of something that came, which may be of any length. */
export const clip = (text: string): string =>
  text.length <= 200 ? text : `${text.slice(0, 200)}…`;
