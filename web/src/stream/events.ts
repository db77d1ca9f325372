/** Server-sent events out of pieces of text (WHATWG HTML, section 9.2); comments count as a heartbeat. */
export interface Told {
  id: string;
  event: string;
  data: string;
}

export class EventParser {
  private rest = "";
  private id = "";
  private event = "";
  private data: string[] = [];

  /** The events completed by this piece. */
  take(piece: string): Told[] {
    const lines = (this.rest + piece).split(/\r\n|\n|\r/);
    this.rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.line(line));
  }

  private line(line: string): Told[] {
    if (line === "") return this.dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) return [];
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") this.data.push(value);
    else if (name === "event") this.event = value;
    else if (name === "id") this.id = value;
    return [];
  }

  private dispatch(): Told[] {
    const told = { id: this.id, event: this.event || "message", data: this.data.join("\n") };
    const filled = this.data.length > 0;
    this.event = "";
    this.data = [];
    return filled ? [told] : [];
  }
}
