import { describe, expect, it } from "vitest";
import { parsed, read, SYSTEMS, written } from "@/map/coordinates";
import { areaOf, circle, lengthOf, metresBetween } from "@/map/measures";

const PLACE: [number, number] = [112.5489, 37.8706];

describe("coordinates", () => {
  it("are shifted as the requirement's pair says", () => {
    const [lon, lat] = written(PLACE, "GCJ02");
    expect(lon).toBeCloseTo(112.555199, 5);
    expect(lat).toBeCloseTo(37.871125, 5);
  });
  it.each(SYSTEMS)("come back from %s", (system) => {
    const [lon, lat] = read(written(PLACE, system), system);
    expect(lon).toBeCloseTo(PLACE[0], 9);
    expect(lat).toBeCloseTo(PLACE[1], 9);
  });
  it("are left alone outside the box of GCJ-02", () => {
    expect(written([2.35, 48.85], "GCJ02")).toEqual([2.35, 48.85]);
  });
  it("are read as people paste them, whichever comes first", () => {
    for (const text of ["112.5489, 37.8706", "112.5489，37.8706", "37.8706 112.5489", " 112.5489;37.8706 "]) expect(parsed(text)).toEqual(PLACE);
    for (const text of ["", "坞城街道", "112.5489", "999, 37", "112.5, 37.8, 3"]) expect(parsed(text)).toBeUndefined();
  });
});

describe("measures", () => {
  it("know a degree of the meridian", () => {
    expect(metresBetween([112, 37], [112, 38])).toBeCloseTo(111195, -1);
    expect(lengthOf([[112, 37], [112, 38], [112, 37]])).toBeCloseTo(222390, -1);
  });
  it("know the area of a circle and how far its outline lies", () => {
    const ring = circle(PLACE, 5000).coordinates[0] as [number, number][];
    for (const place of ring) expect(metresBetween(PLACE, place)).toBeCloseTo(5000, 3);
    expect(areaOf(ring) / (Math.PI * 5000 ** 2)).toBeCloseTo(1, 2);
  });
});
