/** Grades (事件分级), response levels and warning levels: always numeral, word and colour together. */
export type LevelNumber = 1 | 2 | 3 | 4;

const OF_GRADE: Record<string, LevelNumber> = { EXTRA_MAJOR: 1, MAJOR: 2, LARGER: 3, GENERAL: 4 };
const OF_COLOUR: Record<string, LevelNumber> = { RED: 1, ORANGE: 2, YELLOW: 3, BLUE: 4 };
const OF_NUMERAL: Record<string, LevelNumber> = { I: 1, II: 2, III: 3, IV: 4, Ⅰ: 1, Ⅱ: 2, Ⅲ: 3, Ⅳ: 4 };

export const NUMERALS: Record<LevelNumber, string> = { 1: "Ⅰ", 2: "Ⅱ", 3: "Ⅲ", 4: "Ⅳ" };

/** 1 (gravest) to 4 of `LARGER`, `YELLOW`, `III`, `3`; undefined for anything else. */
export function levelNumber(level: string | number | null | undefined): LevelNumber | undefined {
  if (level === null || level === undefined) return undefined;
  const text = String(level).toUpperCase();
  const plain = Number(text);
  if (plain >= 1 && plain <= 4 && Number.isInteger(plain)) return plain as LevelNumber;
  return OF_GRADE[text] ?? OF_COLOUR[text] ?? OF_NUMERAL[text];
}
