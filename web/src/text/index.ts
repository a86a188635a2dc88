/* Every word of the page, English and Korean, one file for each area; a key begins with its area ("watch.play").
 * test/text.test.mjs proves that every key has both, that both name the same {values}, and that every key in use exists
 * (tsc does that too: t() takes only these). */
import shell from "./shell";
import parts from "./parts";
import map from "./map";
import watch from "./watch";
import vessel from "./vessel";
import screen from "./screen";
import evidence from "./evidence";
import report from "./report";
import observe from "./observe";
import work from "./work";
import caseText from "./case";
import said from "./said";

export const AREAS = { shell, parts, map, watch, vessel, screen, evidence, report, observe, work, case: caseText, said };

export const TEXT = { ...shell, ...parts, ...map, ...watch, ...vessel, ...screen, ...evidence, ...report, ...observe, ...work, ...caseText };

/* With what the program says: found by its words, never by a key in the page. */
export const WORDS: { [key: string]: readonly [string, string] } = { ...TEXT, ...said };

export type TextKey = keyof typeof TEXT;
