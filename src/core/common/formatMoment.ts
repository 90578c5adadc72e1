/** Made once: to make one takes longer than all that it formats. */
const thisYear = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
});
const otherYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** A moment where there is little room: `Nov 28, 12:53 PM`; of another year than `now`, `Nov 28, 2026`. */
export const formatMomentBriefly = (moment: Date, now: Date): string =>
  (moment.getFullYear() === now.getFullYear() ? thisYear : otherYear).format(moment);

/** A moment in full: `Saturday, November 28, 2026 at 12:53:00 PM`. */
export const formatMoment = (moment: Date): string =>
  moment.toLocaleString(undefined, { dateStyle: 'full', timeStyle: 'medium' });
