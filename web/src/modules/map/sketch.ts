/** What is being drawn: points one after the other, by the pointer or by typed coordinates, until it is finished. */
import type { FeatureCollection, Geometry } from "geojson";
import { computed, type ComputedRef, type Ref, ref, shallowRef } from "vue";
import { areaOf, lengthOf, outlineOf, type Position } from "@/map";

export type Tool = "look" | "area" | "length" | "surface" | "plot";
export type Shape = "POINT" | "LINE" | "AREA";

export interface Sketch {
  tool: Ref<Tool>;
  /** The shape a plot is drawn as. */
  shape: Ref<Shape>;
  points: Ref<Position[]>;
  done: Ref<boolean>;
  geometry: ComputedRef<Geometry | undefined>;
  length: ComputedRef<number>;
  area: ComputedRef<number>;
  features: ComputedRef<FeatureCollection>;
  start: (tool: Tool, shape?: Shape) => void;
  add: (place: Position) => void;
  undo: () => void;
  finish: () => boolean;
  clear: () => void;
}

export function useSketch(): Sketch {
  const tool = ref<Tool>("look");
  const shape = ref<Shape>("AREA");
  const points = shallowRef<Position[]>([]);
  const done = ref(false);
  const kind = computed<Shape>(() => (tool.value === "plot" ? shape.value : tool.value === "length" ? "LINE" : "AREA"));
  const enough = computed(() => points.value.length >= { POINT: 1, LINE: 2, AREA: 3 }[kind.value]);
  const geometry = computed<Geometry | undefined>(() => {
    const [first] = points.value;
    if (tool.value === "look" || !first || !enough.value) return undefined;
    if (kind.value === "POINT") return { type: "Point", coordinates: first };
    return kind.value === "LINE" ? { type: "LineString", coordinates: points.value } : outlineOf(points.value);
  });
  const features = computed<FeatureCollection>(() => {
    if (tool.value === "look") return { type: "FeatureCollection", features: [] };
    const drawn: Geometry[] = points.value.map((place) => ({ type: "Point", coordinates: place }));
    if (geometry.value && geometry.value.type !== "Point") drawn.unshift(geometry.value);
    else if (points.value.length > 1) drawn.unshift({ type: "LineString", coordinates: points.value });
    return { type: "FeatureCollection", features: drawn.map((one) => ({ type: "Feature", properties: {}, geometry: one })) };
  });

  function clear(): void {
    points.value = [];
    done.value = false;
  }
  return {
    tool,
    shape,
    points,
    done,
    geometry,
    length: computed(() => lengthOf(kind.value === "AREA" && points.value[0] ? [...points.value, points.value[0]] : points.value)),
    area: computed(() => (kind.value === "AREA" ? areaOf(points.value) : 0)),
    features,
    start: (to, as = "AREA") => {
      tool.value = to;
      shape.value = as;
      clear();
    },
    add: (place) => {
      if (done.value) clear();
      points.value = [...points.value, place];
      if (tool.value === "plot" && shape.value === "POINT") done.value = true;
    },
    undo: () => {
      points.value = points.value.slice(0, -1);
      done.value = false;
    },
    finish: () => {
      done.value = enough.value;
      return done.value;
    },
    clear,
  };
}

/** `843 m`, `12.4 km`. */
export function metresText(metres: number): string {
  return metres < 1000 ? `${String(Math.round(metres))} m` : `${(metres / 1000).toFixed(metres < 100_000 ? 2 : 0)} km`;
}
/** `5 400 m²`, `3.21 km²`. */
export function areaText(m2: number): string {
  return m2 < 100_000 ? `${String(Math.round(m2))} m²` : `${(m2 / 1e6).toFixed(m2 < 1e8 ? 2 : 0)} km²`;
}
