export { useServerClock } from "./clock";
export { type Live, type LiveOptions, ofIncident, ofKinds, useLive } from "./live";
export { type Connection, type Entry, useStream } from "./stream";
