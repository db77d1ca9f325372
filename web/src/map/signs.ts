/** Signs drawn when the map first asks for them: a frame says the kind of thing, the character which type it is. */
import { token } from "./style";

const SIZE = 22;
const RATIO = 2;
export type Frame = "FORCE" | "ITEM" | "SITE" | "PERSON" | "STATION" | "TARGET" | "HAZARD" | "PLOT";

export interface Sign {
  frame: Frame;
  letter: string;
}

/** The pixels of a sign; what is not ready is drawn hollow and dashed. */
export function drawn(sign: Sign, ready: boolean): ImageData {
  const { canvas, context } = blank();
  const [ink, paper] = [token("ink"), token("paper")];
  const filled = ready && (sign.frame === "FORCE" || sign.frame === "HAZARD");
  context.lineWidth = 1.6;
  context.strokeStyle = ready ? ink : token("stale");
  context.fillStyle = filled ? ink : paper;
  if (!ready) context.setLineDash([2.4, 1.6]);
  outline(context, sign.frame);
  context.fill();
  context.stroke();
  context.fillStyle = filled ? paper : ready ? ink : token("stale");
  context.font = `${sign.frame === "PLOT" ? "700 " : ""}11px ${token("font")}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(sign.letter, SIZE / 2, SIZE / 2 + (sign.frame === "HAZARD" ? 3 : sign.frame === "TARGET" ? 1 : 0.5));
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** The head of an arrow, pointing right: along the line it stands on. */
export function arrow(): ImageData {
  const { canvas, context } = blank();
  context.fillStyle = token("ink");
  context.beginPath();
  context.moveTo(5, 5);
  context.lineTo(18, SIZE / 2);
  context.lineTo(5, SIZE - 5);
  context.closePath();
  context.fill();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

export const PIXEL_RATIO = RATIO;

function blank(): { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D } {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE * RATIO;
  const context = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
  context.scale(RATIO, RATIO);
  return { canvas, context };
}

function outline(context: CanvasRenderingContext2D, frame: Frame): void {
  const [near, far, middle] = [2, SIZE - 2, SIZE / 2];
  context.beginPath();
  if (frame === "PERSON" || frame === "STATION") context.arc(middle, middle, middle - 2, 0, 2 * Math.PI);
  else if (frame === "HAZARD") corners(context, [[middle, 1], [SIZE - 1, far], [1, far]]);
  else if (frame === "TARGET") corners(context, [[middle, 1], [SIZE - 1, middle - 2], [far - 2, far], [near + 2, far], [1, middle - 2]]);
  else if (frame === "SITE") corners(context, [[middle, 1], [far, near + 5], [far, far], [near, far], [near, near + 5]]);
  else context.roundRect(near, near, far - near, far - near, frame === "PLOT" ? 0 : 3);
}

function corners(context: CanvasRenderingContext2D, points: [number, number][]): void {
  points.forEach(([x, y], n) => (n ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.closePath();
}
