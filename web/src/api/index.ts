export { all, configure, get, openStream, patch, post, put, remove, sendRaw, urlOf } from "./client";
export { Problem, Unreachable } from "./problem";
export type { FieldError } from "./problem";
export { useQueue } from "./queue";
export { useDraft } from "./drafts";
export type { components, paths } from "./schema";
import type { components } from "./schema";

/** A wire type by its name in the OpenAPI description: `Wire<"IncidentOut">`. */
export type Wire<Name extends keyof components["schemas"]> = components["schemas"][Name];
