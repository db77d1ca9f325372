/** Every folder here is a module; nobody lists them. */
import type { ConsoleModule } from "./module";

const found = import.meta.glob<{ default: ConsoleModule }>("./*/index.ts", { eager: true });

export const modules: ConsoleModule[] = Object.entries(found)
  .sort(([a], [b]) => a.localeCompare(b))
  .map(([, file]) => file.default);
