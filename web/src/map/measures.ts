/** Lengths, areas and circles on the sphere (mean radius of the IUGG), good to half a percent. */
import type { Geometry, Polygon } from "geojson";
import type { Position } from "./coordinates";

const EARTH_M = 6371008.8;
const RAD = Math.PI / 180;
const CORNERS = 96;

export function metresBetween(a: Position, b: Position): number {
  const half = [((b[1] - a[1]) * RAD) / 2, ((b[0] - a[0]) * RAD) / 2] as const;
  const chord = Math.sin(half[0]) ** 2 + Math.cos(a[1] * RAD) * Math.cos(b[1] * RAD) * Math.sin(half[1]) ** 2;
  return 2 * EARTH_M * Math.asin(Math.sqrt(Math.min(1, chord)));
}

export function lengthOf(line: Position[]): number {
  return line.slice(1).reduce((sum, place, n) => sum + metresBetween(line[n] ?? place, place), 0);
}

/** Square metres inside a ring, open or closed. */
export function areaOf(ring: Position[]): number {
  let sum = 0;
  ring.forEach(([lon, lat], n) => {
    const [nextLon, nextLat] = ring[(n + 1) % ring.length] ?? [lon, lat];
    sum += (nextLon - lon) * RAD * (2 + Math.sin(lat * RAD) + Math.sin(nextLat * RAD));
  });
  return Math.abs((sum * EARTH_M * EARTH_M) / 2);
}

/** The outline of a circle: the points that lie so far off in every direction. */
export function circle([lon, lat]: Position, metres: number): Polygon {
  const reach = metres / EARTH_M;
  const ring: Position[] = Array.from({ length: CORNERS }, (_, n) => {
    const bearing = (n * 2 * Math.PI) / CORNERS;
    const north = Math.asin(Math.sin(lat * RAD) * Math.cos(reach) + Math.cos(lat * RAD) * Math.sin(reach) * Math.cos(bearing));
    const east = Math.atan2(Math.sin(bearing) * Math.sin(reach) * Math.cos(lat * RAD), Math.cos(reach) - Math.sin(lat * RAD) * Math.sin(north));
    return [lon + east / RAD, north / RAD];
  });
  return outlineOf(ring);
}

export function outlineOf(ring: Position[]): Polygon {
  const first = ring[0];
  return { type: "Polygon", coordinates: [first ? [...ring, first] : ring] };
}

/** South-west and north-east of a geometry. */
export function boundsOf(geometry: Geometry): [Position, Position] | undefined {
  if (geometry.type === "GeometryCollection") return undefined;
  const numbers = (geometry.coordinates as unknown[]).flat(3) as number[];
  const [lons, lats] = [numbers.filter((_, n) => n % 2 === 0), numbers.filter((_, n) => n % 2 === 1)];
  return lons.length ? [[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]] : undefined;
}

/** Where the text of a drawing stands: the point, the middle of a line, the middle of an area's box. */
export function middleOf(geometry: Geometry): Position | undefined {
  if (geometry.type === "Point") return geometry.coordinates as Position;
  if (geometry.type === "LineString") return geometry.coordinates[Math.floor(geometry.coordinates.length / 2)] as Position | undefined;
  const ring = geometry.type === "Polygon" ? geometry.coordinates[0] : geometry.type === "MultiPolygon" ? geometry.coordinates[0]?.[0] : undefined;
  if (!ring?.length) return undefined;
  const [lons, lats] = [ring.map((one) => one[0] ?? 0), ring.map((one) => one[1] ?? 0)];
  return [(Math.min(...lons) + Math.max(...lons)) / 2, (Math.min(...lats) + Math.max(...lats)) / 2];
}
