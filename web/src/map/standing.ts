/** Marks on a map: where names would lie over each other, the more important one is read and the rest wait for a pointer. */
import { Marker, type Map as GroundMap } from "maplibre-gl";
import { elementOf, type Mark } from "./marks";
import { givesWay, type Box } from "./crowding";

const BEFORE = ["incident", "force arrived", "force under-way", "force", "label"];

/** Put the marks there, the important ones on top. */
export function stand(map: GroundMap, marks: Mark[]): Marker[] {
  const ranked = [...marks].sort((a, b) => rankOf(a) - rankOf(b));
  const markers = ranked.map((mark) => markerOf(mark).setLngLat([mark.lon, mark.lat]).addTo(map));
  declutter(markers);
  return markers;
}

/** After the map has moved: which names give way now. */
export function declutter(markers: Marker[]): void {
  const elements = markers.map((marker) => marker.getElement());
  const boxes = (part: string): (Box | undefined)[] => elements.map((element) => element.querySelector(`:scope > ${part}`)?.getBoundingClientRect());
  const crowded = givesWay(boxes("span"), boxes("b"));
  elements.forEach((element, n) => element.classList.toggle("crowded", crowded[n]));
}

function markerOf(mark: Mark): Marker {
  const label = mark.kind === "label";
  const marker = new Marker({ element: elementOf(mark), anchor: label ? "bottom" : "left", offset: label ? [0, 0] : [-13, 0] });
  marker.getElement().style.zIndex = String(BEFORE.length - rankOf(mark));
  return marker;
}

function rankOf(mark: Mark): number {
  const exact = BEFORE.indexOf(`${mark.kind} ${mark.state ?? ""}`);
  return exact < 0 ? BEFORE.indexOf(mark.kind) : exact;
}
