/** Scrolls the minimum distance that shows the cell from side to side. */
export function scrollSideways(frame: HTMLElement, cell: HTMLElement): void {
  const { left, right } = cell.getBoundingClientRect();
  const start = frame.getBoundingClientRect().left;
  const end = start + frame.clientWidth;
  if (left < start) frame.scrollLeft -= start - left;
  else if (right > end) frame.scrollLeft += right - end;
}
