/** What is near a place or inside an outline: ranked, with the time to get there, which says how it was reckoned. */
import type { Geometry } from "geojson";
import { computed, type ComputedRef, type Ref, ref, shallowRef } from "vue";
import { get, post, type Wire } from "@/api";
import { middleOf, type Position } from "@/map";
import { useSession } from "@/shell/session";

export type Near = Wire<"NearbyOut">;
export type Eta = Wire<"EtaOut">;
export type Rank = "distance" | "eta";
export interface Question {
  place: Position;
  radius: number;
  /** An outline, or what is widened by `radius`. */
  area?: Geometry;
  along?: Geometry;
}
export interface Found {
  question: Ref<Question | undefined>;
  answer: Ref<Wire<"AroundOut"> | undefined>;
  etas: Ref<Map<string, Eta>>;
  rows: ComputedRef<Near[]>;
  rank: Ref<Rank>;
  ready: Ref<boolean>;
  problem: Ref<unknown>;
  busy: Ref<boolean>;
  ask: (question: Question) => Promise<void>;
  again: () => Promise<void>;
  clear: () => void;
}

const LISTED = 200;
const TIMED = 60;

export function useFound(types: () => string[]): Found {
  const session = useSession();
  const question = shallowRef<Question>();
  const answer = shallowRef<Wire<"AroundOut">>();
  const etas = shallowRef(new Map<string, Eta>());
  const rank = ref<Rank>("distance");
  const ready = ref(false);
  const problem = shallowRef<unknown>();
  const busy = ref(false);
  let turn = 0;

  async function ask(asked: Question): Promise<void> {
    const mine = ++turn;
    question.value = asked;
    busy.value = true;
    problem.value = undefined;
    try {
      const found = await post("/api/resources/around", { body: { ...where(asked), radius_m: asked.radius, crs: "CGCS2000", type: types(), ready_only: ready.value, limit: LISTED } });
      if (mine !== turn) return;
      answer.value = found;
      etas.value = new Map();
      etas.value = await timesTo(asked.place, found.items.slice(0, TIMED));
    } catch (error) {
      if (mine === turn) problem.value = error;
    } finally {
      if (mine === turn) busy.value = false;
    }
  }

  async function timesTo([lon, lat]: Position, rows: Near[]): Promise<Map<string, Eta>> {
    const placed = rows.filter((row) => row.lon !== null && row.lat !== null);
    if (!placed.length || !session.may("roads.read")) return new Map();
    const origin = placed.map((row) => `${String(row.lon)},${String(row.lat)}`);
    const times = await get("/api/roads/eta", { query: { origin, destination: `${String(lon)},${String(lat)}` } });
    return new Map(times.flatMap((time, n) => (placed[n] ? [[placed[n].id, time]] : [])));
  }

  const rows = computed(() => {
    const items = answer.value?.items ?? [];
    if (rank.value === "distance") return items;
    const late = (row: Near): number => etas.value.get(row.id)?.seconds ?? Infinity;
    return [...items].sort((a, b) => late(a) - late(b) || a.distance_m - b.distance_m);
  });
  return {
    question,
    answer,
    etas,
    rows,
    rank,
    ready,
    problem,
    busy,
    ask,
    again: () => (question.value ? ask(question.value) : Promise.resolve()),
    clear: () => {
      turn++;
      question.value = answer.value = undefined;
    },
  };
}

function where({ place, area, along }: Question): Pick<Wire<"AroundAsked">, "lon" | "lat" | "area" | "along"> {
  if (area) return { area: area as never };
  return along ? { along: along as never } : { lon: place[0], lat: place[1] };
}

/** A question about what was drawn; `widened` metres to all sides of a line or area. */
export function aboutDrawing(geometry: Geometry, widened = 0): Question | undefined {
  const place = middleOf(geometry);
  if (!place) return undefined;
  return widened ? { place, radius: widened, along: geometry } : { place, radius: 1000, area: geometry };
}
