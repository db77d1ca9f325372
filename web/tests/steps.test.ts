import { describe, expect, it } from "vitest";
import { actOf, nextStep, stepsDone } from "@/modules/mytasks/steps";

describe("the big button", () => {
  it.each([
    ["NOTIFIED", 0, "sign"],
    ["SIGNED", 0, "depart"],
    ["IN_PROGRESS", 25, "arrive"],
    ["IN_PROGRESS", 50, "finish"],
    ["RETURNED", 100, "finish"],
    ["SUBMITTED", 100, undefined],
  ])("of a task that is %s at %i %% says %s", (state, percent, step) => {
    expect(nextStep(stepsDone({ state, percent }))).toBe(step);
  });
  it("reports arrival as half of the work, in the words given", () => {
    expect(actOf("arrive", "已到达")).toEqual({ path: "feedback", body: { text: "已到达", percent: 50, file_ids: [] } });
  });
});
