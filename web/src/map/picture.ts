/** The map as a picture to hand on: what is drawn, the marks over it, and what and when it shows. */
import type { Map as GroundMap } from "maplibre-gl";
import type { Mark } from "./marks";
import { token } from "./style";

const BAND = 34;

export function pictureOf(map: GroundMap, marks: Mark[], title: string): Promise<Blob> {
  return new Promise((resolve, reject) => {
    // The drawing buffer is only whole while a frame is drawn.
    map.once("render", () => {
      const source = map.getCanvas();
      const canvas = document.createElement("canvas");
      const ratio = source.width / source.clientWidth;
      canvas.width = source.width;
      canvas.height = source.height + BAND * ratio;
      const context = canvas.getContext("2d") as CanvasRenderingContext2D;
      context.drawImage(source, 0, 0);
      context.scale(ratio, ratio);
      for (const mark of marks) label(context, mark, map.project([mark.lon, mark.lat]));
      context.fillStyle = token("paper");
      context.fillRect(0, source.clientHeight, source.clientWidth, BAND);
      context.fillStyle = token("ink");
      context.font = `14px ${token("font")}`;
      context.textAlign = "left";
      context.textBaseline = "middle";
      context.fillText(title, 12, source.clientHeight + BAND / 2);
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
    });
    map.triggerRepaint();
  });
}

function label(context: CanvasRenderingContext2D, mark: Mark, { x, y }: { x: number; y: number }): void {
  context.font = `700 12px ${token("font")}`;
  context.textBaseline = "middle";
  context.lineWidth = 3;
  if (mark.kind !== "label") {
    context.fillStyle = mark.level ? token(`level-${String(mark.level)}`) : token("ink");
    context.fillRect(x - 11, y - 11, 22, 22);
    context.fillStyle = mark.level ? token(`on-level-${String(mark.level)}`) : token("paper");
    context.textAlign = "center";
    context.fillText(mark.sign ?? "", x, y);
  }
  context.textAlign = mark.kind === "label" ? "center" : "left";
  const at = mark.kind === "label" ? x : x + 18;
  context.strokeStyle = token("map-halo");
  context.strokeText(mark.title, at, y);
  context.fillStyle = token("ink");
  context.fillText(mark.title, at, y);
}
