/** Which names on a map can be read at once. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** For each mark, the most important first: whether its name lies over the name or the sign of one before it. */
export function givesWay(names: (Box | undefined)[], signs: (Box | undefined)[]): boolean[] {
  const read: Box[] = [];
  return names.map((name, own) => {
    if (!name) return false;
    const crowded = read.some((one) => meet(one, name)) || signs.slice(0, own).some((sign) => sign !== undefined && meet(sign, name));
    if (!crowded) read.push(name);
    return crowded;
  });
}

function meet(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
