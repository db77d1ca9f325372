import { useWords } from "@/words";

/** A town by its own name: what stands before it in the path is the district everybody here knows. */
export function useTowns(): { town: (code: string) => string } {
  const words = useWords();
  const COUNTY = 6;
  return {
    town(code) {
      const district = words.region(code.slice(0, COUNTY));
      const path = words.region(code);
      return district && path.startsWith(district) ? path.slice(district.length).trim() || path : path;
    },
  };
}
