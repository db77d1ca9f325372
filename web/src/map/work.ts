/** The style of the working map: the ground, tiles of resources, zones, plots and what is being drawn, in the tokens' colours. */
import type { FeatureCollection } from "geojson";
import type { LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";
import { ground, token, zoneLayers } from "./style";

/** A family or type of resources, drawn from the server's tiles. */
export interface ShownLayer {
  id: string;
}
/** What the server says of the ground. */
export interface BaseMap {
  kind: string;
  attribution: string;
  key: string;
  minzoom: number;
  maxzoom: number;
  bounds: number[];
}
/** What a plotted feature carries. */
export interface PlotProperties {
  title: string;
  icon: string;
  dash: "SOLID" | "DASHED" | "DOTTED";
  arrow: boolean;
}
export interface Drawn {
  outlines: FeatureCollection;
  own: string;
  base: BaseMap | undefined;
  layers: ShownLayer[];
  zones: FeatureCollection;
  plots: FeatureCollection;
  sketch: FeatureCollection;
}
export const DYNAMIC = ["zones", "plots", "sketch"] as const;

const FONT = ["sans-serif"];
const NAMES_FROM = 13;
const DEEPEST_TILE = 15;
const TIANDITU_HOSTS = [0, 1, 2, 3, 4, 5, 6, 7];
type Dash = { filter: unknown[]; pattern?: number[] };
const DASHES: Record<PlotProperties["dash"], Dash> = {
  SOLID: { filter: ["==", ["get", "dash"], "SOLID"] },
  DASHED: { filter: ["==", ["get", "dash"], "DASHED"], pattern: [4, 2] },
  DOTTED: { filter: ["==", ["get", "dash"], "DOTTED"], pattern: [1, 1.5] },
};

export function workStyle(drawn: Drawn): StyleSpecification {
  const own = ground(drawn.outlines, drawn.own);
  const base = baseOf(drawn.base);
  const [land, ...rest] = own.layers;
  const covered = drawn.base?.kind === "tianditu" || drawn.base?.kind === "raster" ? rest.filter((layer) => layer.type === "line") : rest;
  const sources: Record<string, SourceSpecification> = { ...own.sources, ...base.sources };
  for (const name of DYNAMIC) sources[name] = { type: "geojson", data: drawn[name] };
  for (const layer of drawn.layers) sources[`r:${layer.id}`] = { type: "vector", tiles: [`${location.origin}/api/tiles/${layer.id}/{z}/{x}/{y}.mvt`], maxzoom: DEEPEST_TILE };
  return {
    version: 8,
    sources,
    layers: [...(land ? [land] : []), ...base.layers, ...covered, ...zoneLayers("zones"), ...sketchLayers(), ...drawn.layers.flatMap(resourceLayers), ...plotLayers()],
  };
}

/** Squares of the tile with their number where there are many; else a dot for each, and its sign where there is room. */
function resourceLayers({ id }: ShownLayer): LayerSpecification[] {
  const at = { source: `r:${id}`, "source-layer": id };
  const single = ["!", ["has", "count"]] as never;
  const many = ["has", "count"] as never;
  return [
    { id: `${id}-dot`, type: "circle", ...at, filter: single, paint: { "circle-radius": 3, "circle-color": ["case", ["get", "ready"], token("ink-2"), token("paper")] as never, "circle-stroke-width": 1, "circle-stroke-color": token("ink-2") } },
    {
      id: `${id}-sign`,
      type: "symbol",
      ...at,
      filter: single,
      layout: {
        "icon-image": ["concat", "type|", ["get", "type"], ["case", ["get", "ready"], "|1", "|0"]] as never,
        "icon-padding": 0,
        "text-field": ["step", ["zoom"], "", NAMES_FROM, ["coalesce", ["get", "name"], ""]] as never,
        "text-font": FONT,
        "text-size": 12,
        "text-anchor": "left",
        "text-offset": [1.1, 0],
        "text-max-width": 12,
        "text-optional": true,
      },
      paint: { "text-color": token("ink"), "text-halo-color": token("map-halo"), "text-halo-width": 1.5 },
    },
    {
      id: `${id}-many`,
      type: "circle",
      ...at,
      filter: many,
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["log10", ["get", "count"]], 0, 6, 1, 9, 2, 12, 4, 20] as never,
        "circle-color": token("paper"),
        "circle-opacity": 0.9,
        "circle-stroke-width": 1.5,
        "circle-stroke-color": token("ink-2"),
      },
    },
    {
      id: `${id}-number`,
      type: "symbol",
      ...at,
      filter: many,
      layout: { "text-field": ["case", [">=", ["get", "count"], 1000], ["concat", ["to-string", ["/", ["round", ["/", ["get", "count"], 100]], 10]], "k"], ["to-string", ["get", "count"]]] as never, "text-font": FONT, "text-size": 11, "text-allow-overlap": true },
      paint: { "text-color": token("ink") },
    },
  ];
}

function sketchLayers(): LayerSpecification[] {
  const colour = token("accent");
  return [
    { id: "sketch-fill", type: "fill", source: "sketch", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colour, "fill-opacity": 0.08 } },
    { id: "sketch-line", type: "line", source: "sketch", filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": colour, "line-width": 2, "line-dasharray": [3, 1.5] } },
    { id: "sketch-point", type: "circle", source: "sketch", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 5, "circle-color": token("paper"), "circle-stroke-width": 2, "circle-stroke-color": colour } },
  ];
}

function plotLayers(): LayerSpecification[] {
  const ink = token("ink");
  const lines = Object.entries(DASHES).map(
    ([name, { filter, pattern }]): LayerSpecification => ({ id: `plot-${name}`, type: "line", source: "plots", filter: filter as never, paint: { "line-color": ink, "line-width": 2.5, ...(pattern ? { "line-dasharray": pattern } : {}) } }),
  );
  return [
    { id: "plot-fill", type: "fill", source: "plots", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": ink, "fill-opacity": 0.06 } },
    ...lines,
    { id: "plot-arrow", type: "symbol", source: "plots", filter: ["==", ["get", "arrow"], true], layout: { "symbol-placement": "line", "symbol-spacing": 60, "icon-image": "arrow|", "icon-allow-overlap": true } },
    plotName("line", "LineString", "line-center"),
    plotName("area", "Polygon", "point"),
    {
      id: "plot-text",
      type: "symbol",
      source: "plots",
      filter: ["==", ["geometry-type"], "Point"],
      layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true, "text-field": ["get", "title"], "text-font": FONT, "text-size": 13, "text-anchor": "left", "text-offset": [1.2, 0], "text-allow-overlap": true },
      paint: { "text-color": ink, "text-halo-color": token("map-halo"), "text-halo-width": 2 },
    },
  ];
}

/** The text of a plotted line or area, in its middle. */
function plotName(name: string, geometry: string, placement: "line-center" | "point"): LayerSpecification {
  return {
    id: `plot-name-${name}`,
    type: "symbol",
    source: "plots",
    filter: ["==", ["geometry-type"], geometry] as never,
    layout: { "symbol-placement": placement, "text-field": ["get", "title"], "text-font": FONT, "text-size": 13, ...(placement === "point" ? {} : { "text-offset": [0, -0.9] as [number, number] }), "text-allow-overlap": true },
    paint: { "text-color": token("ink"), "text-halo-color": token("map-halo"), "text-halo-width": 2 },
  };
}

function baseOf(base: BaseMap | undefined): { sources: Record<string, SourceSpecification>; layers: LayerSpecification[] } {
  if (base?.kind === "tianditu") {
    const source = (layer: string): SourceSpecification => ({ type: "raster", tileSize: 256, maxzoom: 18, tiles: TIANDITU_HOSTS.map((host) => tianditu(host, layer, base.key)), attribution: base.attribution });
    return { sources: { vec: source("vec"), cva: source("cva") }, layers: [{ id: "vec", type: "raster", source: "vec" }, { id: "cva", type: "raster", source: "cva" }] };
  }
  if (base?.kind !== "raster" && base?.kind !== "vector") return { sources: {}, layers: [] };
  const [west = -180, south = -85, east = 180, north = 85] = base.bounds;
  const given = { tiles: [`${location.origin}/api/base-map/{z}/{x}/{y}`], minzoom: base.minzoom, maxzoom: base.maxzoom, bounds: [west, south, east, north] as [number, number, number, number], attribution: base.attribution };
  if (base.kind === "raster") return { sources: { base: { type: "raster", tileSize: 256, ...given } }, layers: [{ id: "base", type: "raster", source: "base" }] };
  return { sources: { base: { type: "vector", ...given } }, layers: vectorLayers() };
}

/** WMTS as 天地图 documents it: matrix set `w` is Web Mercator on CGCS2000. */
function tianditu(host: number, layer: string, key: string): string {
  const asked = "SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILECOL={x}&TILEROW={y}&TILEMATRIX={z}";
  return `https://t${String(host)}.tianditu.gov.cn/${layer}_w/wmts?${asked}&LAYER=${layer}&tk=${key}`;
}

/** Water, roads and buildings by the names of the OpenMapTiles and the Protomaps schema; a layer that is missing draws nothing. */
function vectorLayers(): LayerSpecification[] {
  const water = ["water"];
  const roads = ["transportation", "roads"];
  const buildings = ["building", "buildings"];
  return [
    ...water.map((name): LayerSpecification => ({ id: `base-${name}`, type: "fill", source: "base", "source-layer": name, paint: { "fill-color": token("map-water") } })),
    ...buildings.map((name): LayerSpecification => ({ id: `base-${name}`, type: "fill", source: "base", "source-layer": name, minzoom: 14, paint: { "fill-color": token("map-border"), "fill-opacity": 0.35 } })),
    ...roads.flatMap((name): LayerSpecification[] => [
      { id: `base-${name}-case`, type: "line", source: "base", "source-layer": name, minzoom: 8, paint: { "line-color": token("map-road-case"), "line-width": ["interpolate", ["linear"], ["zoom"], 8, 1, 16, 9] } },
      { id: `base-${name}`, type: "line", source: "base", "source-layer": name, minzoom: 8, paint: { "line-color": token("map-road"), "line-width": ["interpolate", ["linear"], ["zoom"], 8, 0.5, 16, 7] } },
    ]),
  ];
}
