/** Created once: constructing a DateTimeFormat is slow. */
const thisYear = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
});
const otherYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/**
 * A short form where space is tight: `Nov 28, 12:53 PM`, or `Nov 28, 2026` in another year than
 * `now`.
 */
export const formatMomentBriefly = (moment: Date, now: Date): string =>
  (moment.getFullYear() === now.getFullYear() ? thisYear : otherYear).format(moment);

/** The long form: `Saturday, November 28, 2026 at 12:53:00 PM`. */
export const formatMoment = (moment: Date): string =>
  moment.toLocaleString(undefined, { dateStyle: 'full', timeStyle: 'medium' });
