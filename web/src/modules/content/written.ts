/** Content as it is written, near enough to its file to be compared with it. */
export function written(value: unknown, depth = 0): string {
  const pad = "  ".repeat(depth);
  if (Array.isArray(value)) {
    if (value.every((one) => typeof one !== "object" || one === null)) return `[${value.map(plain).join(", ")}]`;
    return `\n${value.map((one) => `${pad}- ${written(one, depth + 1).trimStart()}`).join("\n")}`;
  }
  if (typeof value !== "object" || value === null) return plain(value);
  const lines = Object.entries(value).map(([key, of]) => {
    const text = written(of, depth + 1);
    return `${pad}${key}:${text.startsWith("\n") ? "" : " "}${text}`;
  });
  return lines.length ? `\n${lines.join("\n")}` : "{}";
}

function plain(value: unknown): string {
  if (typeof value !== "string") return String(value);
  return value.includes("\n") ? value.replace(/\s*\n\s*/g, " ") : value;
}

/** A short form for one line of a table: `deaths: 3, injured: 10`. */
export function brief(value: unknown): string {
  if (Array.isArray(value)) return value.map(brief).join("、");
  if (typeof value !== "object" || value === null) return value === null ? "—" : String(value);
  return Object.entries(value).map(([key, of]) => `${key}: ${brief(of)}`).join(", ");
}
