/** 标绘: signs of content drawn for an incident and kept with it, or for this page alone. */
import type { Feature, FeatureCollection, Geometry } from "geojson";
import { computed, type ComputedRef, type Ref, ref, shallowRef, watch } from "vue";
import { all, get, post, type Wire } from "@/api";
import { useLanguage } from "@/locale";
import type { PlotProperties } from "@/map";
import { type Live, ofIncident, useLive } from "@/stream";
import type { Shape } from "./sketch";

export interface Plot {
  id: string;
  symbol: string;
  title: string;
  geometry: Geometry;
}
export interface Plots {
  incident: Ref<string>;
  symbol: Ref<string>;
  text: Ref<string>;
  symbols: Ref<Wire<"PlotSymbolOut">[]>;
  shape: ComputedRef<Shape>;
  drawn: ComputedRef<Plot[]>;
  features: ComputedRef<FeatureCollection>;
  titleOf: (symbol: string) => string;
  keep: (geometry: Geometry) => Promise<void>;
  remove: (id: string) => Promise<void>;
}

export function usePlots(): Plots {
  const { language } = useLanguage();
  const incident = ref("");
  const symbol = ref("command_post");
  const text = ref("");
  const symbols = shallowRef<Wire<"PlotSymbolOut">[]>([]);
  const loose = shallowRef<Plot[]>([]);
  const kept: Live<Plot[]> = useLive(
    async () => (incident.value ? ((await all((cursor) => get("/api/incidents/{incident_id}/plots", { path: { incident_id: incident.value }, query: { limit: 200, cursor } }))) as unknown as Plot[]) : []),
    { touches: (entry) => ofIncident(() => incident.value)(entry) && entry.verb.startsWith("plot_"), watching: incident },
  );
  void get("/api/plot-symbols").then((found) => (symbols.value = found), () => undefined);
  watch(incident, () => (loose.value = []));

  const byId = computed(() => new Map(symbols.value.map((one) => [one.id, one])));
  const titleOf = (id: string): string => {
    const one = byId.value.get(id);
    return (language.value === "en" ? one?.title_en : one?.title) ?? "";
  };
  const drawn = computed(() => [...(kept.data.value ?? []), ...loose.value]);
  const features = computed<FeatureCollection>(() => ({ type: "FeatureCollection", features: drawn.value.map(feature) }));

  function feature(plot: Plot): Feature {
    const one = byId.value.get(plot.symbol);
    const properties: PlotProperties = { title: plot.title || titleOf(plot.symbol), icon: `plot|${one?.sign ?? ""}`, dash: (one?.dash ?? "SOLID") as PlotProperties["dash"], arrow: one?.arrow ?? false };
    return { type: "Feature", id: plot.id, properties: { ...properties, symbol: plot.symbol }, geometry: plot.geometry };
  }
  return {
    incident,
    symbol,
    text,
    symbols,
    shape: computed(() => (byId.value.get(symbol.value)?.shape ?? "POINT") as Shape),
    drawn,
    features,
    titleOf,
    keep: async (geometry) => {
      if (incident.value) {
        await post("/api/incidents/{incident_id}/plots", { path: { incident_id: incident.value }, body: { symbol: symbol.value, title: text.value.trim(), geometry: geometry as never } });
        await kept.refresh();
      } else loose.value = [...loose.value, { id: crypto.randomUUID(), symbol: symbol.value, title: text.value.trim(), geometry }];
      text.value = "";
    },
    remove: async (id) => {
      if (loose.value.some((one) => one.id === id)) loose.value = loose.value.filter((one) => one.id !== id);
      else {
        await post("/api/plots/{plot_id}/remove", { path: { plot_id: id } });
        await kept.refresh();
      }
    },
  };
}
