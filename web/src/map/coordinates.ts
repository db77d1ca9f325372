/**
 * The four coordinate systems in use in China, as `kernel.geo` has them. Kept and drawn is CGCS2000, which equals
 * WGS 84 within centimetres; GCJ-02 (AMap, Tencent) and BD-09 (Baidu) are shifted by some 500 m.
 */
export const SYSTEMS = ["CGCS2000", "WGS84", "GCJ02", "BD09"] as const;
export type System = (typeof SYSTEMS)[number];
export type Position = [lon: number, lat: number];

const A = 6378245;
const EE = 0.00669342162296594323;
const BD = (Math.PI * 3000) / 180;

function waves(x: number, ...parts: [amplitude: number, number: number][]): number {
  return (parts.reduce((sum, [amplitude, number]) => sum + amplitude * Math.sin(x * Math.PI * number), 0) * 2) / 3;
}

function toGcj([lon, lat]: Position): Position {
  if (lon < 72.004 || lon > 137.8347 || lat < 0.8293 || lat > 55.8271) return [lon, lat];
  const x = lon - 105;
  const y = lat - 35;
  const root = 0.2 * Math.sqrt(Math.abs(x));
  const east =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + root / 2 + waves(x, [20, 6], [20, 2], [20, 1], [40, 1 / 3], [150, 1 / 12], [300, 1 / 30]);
  const north =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + root + waves(x, [20, 6], [20, 2]) + waves(y, [20, 1], [40, 1 / 3], [160, 1 / 12], [320, 1 / 30]);
  const phi = (lat * Math.PI) / 180;
  const magic = 1 - EE * Math.sin(phi) ** 2;
  return [
    lon + (east * 180) / ((A / Math.sqrt(magic)) * Math.cos(phi) * Math.PI),
    lat + (north * 180) / (((A * (1 - EE)) / (magic * Math.sqrt(magic))) * Math.PI),
  ];
}

function toBaidu([lon, lat]: Position): Position {
  const distance = Math.hypot(lon, lat) + 0.00002 * Math.sin(lat * BD);
  const angle = Math.atan2(lat, lon) + 0.000003 * Math.cos(lon * BD);
  return [distance * Math.cos(angle) + 0.0065, distance * Math.sin(angle) + 0.006];
}

const SHIFTS: Record<System, (place: Position) => Position> = {
  CGCS2000: (place) => place,
  WGS84: (place) => place,
  GCJ02: toGcj,
  BD09: (place) => toBaidu(toGcj(place)),
};

/** A place of CGCS2000 as that system writes it. */
export function written(place: Position, system: System): Position {
  return SHIFTS[system](place);
}

/** A place as that system writes it, in CGCS2000: the shift undone by iteration. */
export function read(place: Position, system: System): Position {
  let guess = place;
  for (let turn = 0; turn < 20; turn++) {
    const [lon, lat] = SHIFTS[system](guess);
    const off: Position = [place[0] - lon, place[1] - lat];
    guess = [guess[0] + off[0], guess[1] + off[1]];
    if (Math.max(Math.abs(off[0]), Math.abs(off[1])) < 1e-11) break;
  }
  return guess;
}

/** Two numbers as people paste them, longitude first wherever that can be told; undefined when it is no place. */
export function parsed(text: string): Position | undefined {
  const found = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*[,，;；\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text);
  if (!found) return undefined;
  const [first, second] = [Number(found[1]), Number(found[2])];
  const swapped = Math.abs(first) < Math.abs(second) && Math.abs(second) > 60;
  const [lon, lat] = swapped ? [second, first] : [first, second];
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : undefined;
}

export function shown([lon, lat]: Position, system: System): string {
  const [x, y] = written([lon, lat], system);
  return `${x.toFixed(6)}, ${y.toFixed(6)}`;
}
