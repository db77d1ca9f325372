/** What the map shows beside the types of resources, and what stays chosen from one visit to the next. */
import type { Geometry } from "geojson";
import { NUMERALS, levelNumber } from "@/design";
import type { Wire } from "@/api";
import type { Mark } from "@/map";

export const OVERLAYS = ["incidents", "zones", "units", "plots"] as const;
export type Overlay = (typeof OVERLAYS)[number];
export const AT_FIRST = ["team", "store", "shelter", "medical", "hazard", "firm"];

const UNIT_STATES: Record<string, NonNullable<Mark["state"]>> = {
  ON_SCENE: "arrived",
  EN_ROUTE: "under-way",
  ASSIGNED: "under-way",
  ACKNOWLEDGED: "under-way",
  TRANSPORTING: "under-way",
  RETURNING: "under-way",
  OUT_OF_SERVICE: "lost",
};

export function incidentMark(row: Wire<"IncidentRow">, href: string): Mark[] {
  if (row.lon === null || row.lat === null) return [];
  const level = levelNumber(row.confirmed_grade ?? row.legal_grade);
  return [{ id: row.id, kind: "incident", lon: row.lon, lat: row.lat, title: row.title, drill: row.drill, href, ...(level ? { level, sign: NUMERALS[level] } : { sign: "?" }) }];
}

export function unitMark(unit: Wire<"UnitOut">, sign: string): Mark[] {
  if (unit.lon === null || unit.lat === null) return [];
  return [{ id: unit.id, kind: "force", sign, state: UNIT_STATES[unit.state] ?? "ready", lon: unit.lon, lat: unit.lat, title: unit.callsign, drill: unit.drill }];
}

/** The middle of the northern edge: where a zone's name stands. */
export function northOf(geometry: Geometry): [number, number] | undefined {
  const rings = geometry.type === "Polygon" ? geometry.coordinates : geometry.type === "MultiPolygon" ? geometry.coordinates.flat() : [];
  const points = rings.flat();
  if (!points.length) return undefined;
  const lons = points.map((point) => point[0] ?? 0);
  return [(Math.min(...lons) + Math.max(...lons)) / 2, Math.max(...points.map((point) => point[1] ?? 0))];
}
