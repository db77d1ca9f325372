/** Paper: what is folded on the screen is open on it, and it is light also where the screen is dark. */
import { nextTick, ref } from "vue";
import { setTheme, theme } from "@/shell/theme";

export const printing = ref(false);
let before = theme.value;

function open(): void {
  before = theme.value;
  printing.value = true;
  setTheme("light", false);
}
function fold(): void {
  printing.value = false;
  setTheme(before, false);
}
addEventListener("beforeprint", () => {
  if (!printing.value) open();
});
addEventListener("afterprint", fold);

/** Ask the browser to print the page as it stands. */
export async function printed(): Promise<void> {
  open();
  await nextTick();
  print();
}
