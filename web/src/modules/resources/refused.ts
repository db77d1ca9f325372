import type { Wire } from "@/api";

type Import = Wire<"ImportOut">;
const FORMULA = /^[=+\-@\t\r]/;

/** The rows a file was refused, as it wrote them, with the reason at the end: to be mended and sent again. */
export function refusedAsCsv(answer: Import, reason: string): string {
  const head = (answer.head[0] ?? []).map(String);
  const rows = [[...head, reason], ...answer.refused.map((row) => [...row.cells, ...Array<string>(Math.max(0, head.length - row.cells.length)).fill(""), row.reason])];
  return `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** A number may begin with a sign; any other text that a spreadsheet would run begins with an apostrophe. */
function cell(text: string): string {
  const harmless = FORMULA.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

export function swappedRows(answer: Import): number {
  return answer.refused.filter((row) => row.code === "position_axes_swapped").length;
}

/** Give the reader a file that was made here. */
export function saveAs(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
