/* All parts in one import: import { Table, Time, ProblemBox } from "../../parts". Props stand at the head of each file. */
export * from "./small";
export * from "./Table";
export * from "./Tabs";
export * from "./Tree";
export * from "./Form";
export * from "./Dialog";
export * from "./shapes";
export * from "./Drop";
export * from "./said";
