/** What is kept on this machine between reloads; a full or forbidden store must never stop the work. */
export function readKept<T>(name: string, otherwise: T): T {
  try {
    const text = localStorage.getItem(`liandong.${name}`);
    return text === null ? otherwise : (JSON.parse(text) as T);
  } catch {
    return otherwise;
  }
}

export function keep(name: string, value: unknown): boolean {
  try {
    if (value === undefined) localStorage.removeItem(`liandong.${name}`);
    else localStorage.setItem(`liandong.${name}`, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
