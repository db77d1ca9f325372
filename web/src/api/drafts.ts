import { type Ref, ref, watch } from "vue";
import { keep, readKept } from "./kept";

/** A form that survives a reload and a lost network. `clear()` once it was sent. */
export function useDraft<T extends object>(name: string, empty: () => T): { draft: Ref<T>; clear: () => void } {
  const draft = ref(readKept<T>(`draft.${name}`, empty())) as Ref<T>;
  watch(draft, (now) => keep(`draft.${name}`, now), { deep: true, flush: "post" });
  return {
    draft,
    clear: () => {
      draft.value = empty();
      keep(`draft.${name}`, undefined);
    },
  };
}
