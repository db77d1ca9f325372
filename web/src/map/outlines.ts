import type { FeatureCollection } from "geojson";
import { ref, type Ref, watchEffect } from "vue";
import { get } from "@/api";

const CITY_DIGITS = 4;
const known = new Map<string, Promise<FeatureCollection>>();

/** Outlines around a region: those of its city, fetched once and kept. */
export function useOutlines(region: () => string): Ref<FeatureCollection | undefined> {
  const outlines = ref<FeatureCollection>();
  watchEffect(() => {
    const within = region().slice(0, CITY_DIGITS);
    if (!within) return;
    const asked = known.get(within) ?? (get("/api/boundaries", { query: { within } }) as Promise<unknown> as Promise<FeatureCollection>);
    known.set(within, asked);
    asked.then(
      (found) => (outlines.value = found),
      () => known.delete(within),
    );
  });
  return outlines;
}
