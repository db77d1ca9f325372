/** The map, loaded when it is first shown: it is larger than all the rest. */
import { defineAsyncComponent } from "vue";

export const MapView = defineAsyncComponent(() => import("./MapView.vue"));
export const WorkMap = defineAsyncComponent(() => import("./WorkMap.vue"));
export { parsed, type Position, read, shown, SYSTEMS, type System, written } from "./coordinates";
export type { Mark } from "./marks";
export { areaOf, circle, lengthOf, metresBetween, middleOf, outlineOf } from "./measures";
export { useOutlines } from "./outlines";
export type { BaseMap, PlotProperties, ShownLayer } from "./work";
