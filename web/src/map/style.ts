/** The ground: our own layers in the tokens' colours; nothing is fetched but the outlines this node has. */
import type { FeatureCollection } from "geojson";
import type { LayerSpecification, StyleSpecification } from "maplibre-gl";

export const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };

/** The value of a token now; the map cannot read CSS variables itself. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

export function ground(outlines: FeatureCollection, own: string): StyleSpecification {
  const self = ["==", ["id"], Number(own)] as never;
  return {
    version: 8,
    sources: { outlines: { type: "geojson", data: outlines } },
    layers: [
      { id: "land", type: "background", paint: { "background-color": token("map-land") } },
      { id: "own", type: "fill", source: "outlines", filter: self, paint: { "fill-color": token("map-self") } },
      {
        id: "borders",
        type: "line",
        source: "outlines",
        paint: { "line-color": token("map-border"), "line-width": 1, "line-dasharray": [8, 2, 1, 2] },
      },
      { id: "own-border", type: "line", source: "outlines", filter: self, paint: { "line-color": token("map-border-self"), "line-width": 1.4 } },
    ],
  };
}

/** A zone is ink, told apart by its dash; colour is for levels alone. */
export function zoneLayers(source: string): LayerSpecification[] {
  return [
    { id: `${source}-fill`, type: "fill", source, paint: { "fill-color": token("map-zone"), "fill-opacity": 0.05 } },
    { id: `${source}-line`, type: "line", source, filter: ["!=", ["get", "dash"], true], paint: { "line-color": token("map-zone"), "line-width": 1.5 } },
    {
      id: `${source}-dash`,
      type: "line",
      source,
      filter: ["==", ["get", "dash"], true],
      paint: { "line-color": token("map-zone"), "line-width": 1.5, "line-dasharray": [2, 2] },
    },
  ];
}
