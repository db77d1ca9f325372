import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import en from "@/locale/en";
import zh from "@/locale/zh";
import { modules } from "@/modules";

function keys(of: object, under = ""): string[] {
  return Object.entries(of).flatMap(([name, value]) =>
    typeof value === "object" && value !== null ? keys(value as object, `${under}${name}.`) : [`${under}${name}`],
  );
}

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : /\.(vue|ts)$/.test(name) ? [path] : [];
  });
}

const zhAll = { ...zh, ...Object.fromEntries(modules.map((module) => [module.id, module.messages.zh])) };

describe("messages", () => {
  it("are the same in both languages", () => {
    expect(keys(en)).toEqual(keys(zh));
  });
  it.each(modules.map((module) => [module.id, module] as const))("of %s are the same in both languages", (_, module) => {
    expect(keys(module.messages.en)).toEqual(keys(module.messages.zh));
  });
  it("exist for every key that is used", () => {
    const known = new Set(keys(zhAll));
    const used = files("src").flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/\bt\("([\w.]+)"/g)].map((match) => `${file}: ${match[1] ?? ""}`),
    );
    expect(used.length).toBeGreaterThan(50);
    expect(used.filter((one) => !known.has(one.split(": ")[1] ?? "") && /: \w+\./.test(one))).toEqual([]);
  });
});

describe("modules", () => {
  it("are found by their folder, each with a title and a hint in its messages", () => {
    for (const module of modules) {
      expect(keys(module.messages.zh)).toEqual(expect.arrayContaining(["title", "hint"]));
      for (const route of module.routes) expect(route.path.startsWith("/")).toBe(true);
    }
  });
});
