/* The marks of events: a shape and a class of colour for each type, the same in tables (SVG) and on the map and the time
 * bar (Path2D of the same string). Shapes differ enough to be told apart without colour. Box 16 x 16, centre 8,8; `line`
 * is stroked 1.6 wide, `fill` is filled. */

export interface Shape {
  colour: string; /* --e-<colour>, class ev-<colour> */
  line: string;
  fill?: string;
}

export const SHAPES: Record<string, Shape> = {
  /* silence: a broken track */
  gap: { colour: "gap", line: "M1.5 8h3.5M11 8h3.5M6.2 3.5v9M9.8 3.5v9" },
  /* two ships: two circles, one over the other */
  encounter: { colour: "meet", line: "M10.5 8a4 4 0 1 1-8 0 4 4 0 1 1 8 0M13.5 8a4 4 0 1 1-8 0 4 4 0 1 1 8 0" },
  possible_rendezvous: {
    colour: "rendezvous",
    line: "M9 8a3.6 3.6 0 1 1-7.2 0 3.6 3.6 0 1 1 7.2 0M10.5 4.4l.9.1M13 5.6l.7.9M14.4 8.6l-.3 1M12.6 11.2l-.9.5",
  },
  /* lay about: a turn that comes back */
  loitering: { colour: "loiter", line: "M13.5 8a5.5 5.5 0 1 1-2-4.2M8 8m2.6 0a2.6 2.6 0 1 0-2.6 2.6M11.8 1v3.2H8.6" },
  /* port: a post on a quay */
  port_visit: { colour: "port", line: "M2 13.5h12M8 13.5V4", fill: "M8 1.5l4 4H4z" },
  /* positions that cannot be true */
  position_jump: { colour: "position", line: "M2 12.5L7 4l2.5 7L14 3.5" },
  position_on_land: { colour: "position", line: "M8 2L15 13.5H1zM8 6v3.8M8 11.4v.6" },
  synthetic_track: { colour: "position", line: "M5 2.5h6l3.5 5.5-3.5 5.5H5L1.5 8zM5.5 8h5" },
  /* names and numbers */
  identity_conflict: { colour: "identity", line: "M8 1.5L14.5 8 8 14.5 1.5 8zM8 1.5v13" },
  identifier_invalid: { colour: "identity", line: "M8 1.5L14.5 8 8 14.5 1.5 8zM6 6l4 4M10 6l-4 4" },
  identity_change_candidate: { colour: "identity", line: "M2 5h9M8.5 2.2L11.5 5 8.5 7.8M14 11H5M7.5 8.2L4.5 11l3 2.8" },
  /* named by a list */
  listed: { colour: "identity", line: "M3.5 1.8h9v12.4h-9zM6 5.2h4M6 8h4M6 10.8h2.4" },
  /* loaded or unloaded */
  draught_change: { colour: "meet", line: "M5 2v11M2.5 10.5L5 13.2l2.5-2.7M11 14V3M8.5 5.5L11 2.8l2.5 2.7" },
  /* an area */
  gnss_interference: { colour: "area", line: "M8 1.5v13M1.5 8h13M3.4 3.4l9.2 9.2M12.6 3.4l-9.2 9.2" },
  sighting: { colour: "identity", line: "M1.5 8Q8 1.5 14.5 8 8 14.5 1.5 8zM10 8a2 2 0 1 1-4 0 2 2 0 1 1 4 0" },
};

export const UNKNOWN: Shape = { colour: "area", line: "M3 3h10v10H3z" };

export const shapeOf = (type: string): Shape => SHAPES[type] ?? UNKNOWN;

/* In the order in which legends and filters show them: what matters to a watch first. */
export const EVENT_TYPES = [
  "gap",
  "possible_rendezvous",
  "encounter",
  "loitering",
  "port_visit",
  "identity_change_candidate",
  "identity_conflict",
  "identifier_invalid",
  "synthetic_track",
  "position_jump",
  "position_on_land",
  "draught_change",
  "gnss_interference",
];

/* Within a port's radius without a stop or a silence that is certain: sailing past is no call. */
export const sailedPast = (e: { type: string; confidence?: number }): boolean => e.type === "port_visit" && e.confidence !== undefined && e.confidence < 2;
