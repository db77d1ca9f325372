const STEP = 1024;
const UNITS = ["B", "KB", "MB", "GB"] as const;

/** `2.4 MB`. */
export function fileSize(bytes: number): string {
  const rank = Math.min(UNITS.length - 1, bytes > 0 ? Math.floor(Math.log(bytes) / Math.log(STEP)) : 0);
  const size = bytes / STEP ** rank;
  return `${rank === 0 ? String(bytes) : size.toFixed(1)} ${UNITS[rank] ?? "B"}`;
}
