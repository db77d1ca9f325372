/** The map, loaded when it is first shown: it is larger than all the rest. */
import { defineAsyncComponent } from "vue";

export const MapView = defineAsyncComponent(() => import("./MapView.vue"));
export type { Mark } from "./marks";
export { useOutlines } from "./outlines";
