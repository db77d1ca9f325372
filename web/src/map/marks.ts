/** What stands on the map as an element of its own, so that it can be read, reached and restyled. */
export interface Mark {
  id: string;
  lon: number;
  lat: number;
  /** incident: a level's diamond; force: one character for its kind; label: a name with a halo. */
  kind: "incident" | "force" | "label";
  /** Numeral of the level, or the one character of a force. */
  sign?: string;
  /** 1 to 4 for an incident. */
  level?: number;
  /** arrived: filled; under-way: outlined; ready: grey; lost: dashed. */
  state?: "arrived" | "under-way" | "ready" | "lost";
  title: string;
  note?: string;
  drill?: boolean;
  href?: string;
}

/** The element of a mark; texts go in as text, never as markup. */
export function elementOf(mark: Mark): HTMLElement {
  const element = document.createElement(mark.href ? "a" : "div");
  element.className = `mark ${mark.kind} ${mark.state ?? ""} ${mark.level ? `l${String(mark.level)}` : ""} ${mark.drill ? "drill" : ""}`;
  if (mark.href) element.setAttribute("href", mark.href);
  if (mark.kind !== "label") {
    const sign = document.createElement("b");
    const upright = document.createElement("i");
    upright.textContent = mark.sign ?? "";
    sign.append(upright);
    element.append(sign);
  }
  const text = document.createElement("span");
  text.textContent = mark.title;
  if (mark.note) {
    const note = document.createElement("small");
    note.textContent = mark.note;
    text.append(note);
  }
  element.append(text);
  return element;
}
