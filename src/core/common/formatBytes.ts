/** `3.1 GB`, `12.0 MB`, `4.2 kB`. */
export function formatBytes(count: number): string {
  if (!Number.isFinite(count)) return 'unknown';
  if (count >= 1e9) return `${(count / 1e9).toFixed(1)} GB`;
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)} MB`;
  return `${(count / 1e3).toFixed(1)} kB`;
}
