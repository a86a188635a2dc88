/* The rules: every threshold of the program, its unit, its limits and whether it is strict.
 *
 * A plain value (copy it freely); const after it is read, so threads may share it. One table (PL_RULES) holds all
 * keys; data/rules.json must agree with it and docs/rules.md explains each. The canonical form of the whole set has a
 * hash that stands in every event. Sources: docs/rules.md. */
#ifndef PL_DETECT_RULES_H
#define PL_DETECT_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "ledger/hash.h"

#define PL_RULES_NAME    "plimsoll"
#define PL_RULES_VERSION "1"

/* enum name, section, key, default, least, most, sensitive profile, strict profile, comparison, text.
 * "strict" in the comparison: the value itself does not count. */
#define PL_RULES(X)                                                                                                    \
    X(DEDUPE_WINDOW_S, "dedupe", "window_s", 10, 0, 120, 10, 10,                                                       \
      "<=", "the same payload of one MMSI within so many seconds is one transmission")                                 \
    X(ASSEMBLE_MAX_PART_S, "assemble", "max_part_s", 5, 0, 60, 5, 5,                                                   \
      "<=", "parts of one message lie at most so far apart")                                                           \
    X(TRACK_MAX_SPEED_KN, "track", "max_speed_kn", 50, 5, 200, 50, 50, "<=", "no hull moves faster: reach")            \
    X(TRACK_LIKELY_SPEED_KN, "track", "likely_speed_kn", 25, 1, 200, 25, 25,                                           \
      "<=", "after a silence a track that would need more is no rival of one that needs less")                         \
    X(TRACK_REACH_SLACK_M, "track", "reach_slack_m", 2000, 0, 50000, 2000, 2000,                                       \
      "<=", "error of two positions, added to the reach")                                                              \
    X(TRACK_FIX_SIGMA_NM, "track", "fix_sigma_nm", 0.3, 0.01, 10, 0.3, 0.3, "scale",                                   \
      "expected miss of a dead reckoning at once")                                                                     \
    X(TRACK_DRIFT_SIGMA_KN, "track", "drift_sigma_kn", 4, 0.1, 50, 4, 4, "scale",                                      \
      "expected growth of that miss before the track has shown its own")                                               \
    X(TRACK_NEW_HULL_NATS, "track", "new_hull_nats", 20, 1, 100, 20, 20, "scale",                                      \
      "cost (nats) of supposing a second hull on a number")                                                            \
    X(TRACK_MORE_HULL_NATS, "track", "more_hull_nats", 14, 1, 100, 14, 14, "scale",                                    \
      "the same once the number is known to be shared")                                                                \
    X(TRACK_DECIDE_NATS, "track", "decide_nats", 14, 1, 100, 14, 14, ">",                                              \
      "an explanation worse by more than this is not begun (strict)")                                                  \
    X(TRACK_GIVE_UP_NATS, "track", "give_up_nats", 24, 1, 200, 24, 24, ">", "the same while reports wait (strict)")    \
    X(TRACK_PENDING_REPORTS, "track", "pending_reports", 24, 1, 24, 24, 24,                                            \
      "<=", "so many reports of a number may wait for a decision")                                                     \
    X(TRACK_PENDING_HOURS, "track", "pending_hours", 12, 0, 48, 12, 12, "<=", "and for so long")                       \
    X(TRACK_SILENCE_HOURS, "track", "silence_hours", 6, 0.5, 720, 6, 6, ">",                                           \
      "after a longer silence (strict) a hull goes on only as the only reachable one")                                 \
    X(TRACK_MAX_SILENCE_HOURS, "track", "max_silence_hours", 720, 24, 87600, 720, 720, ">",                            \
      "a track silent for longer (strict) is closed")                                                                  \
    X(GAP_MIN_HOURS, "gap", "min_hours", 12, 0.01, 8760, 6, 24, ">", "silence of a track, strict")                     \
    X(ENCOUNTER_MAX_DISTANCE_M, "encounter", "max_distance_m", 500, 1, 20000, 500, 250, "<=", "between the two")       \
    X(ENCOUNTER_MAX_SPEED_KN, "encounter", "max_speed_kn", 2, 0.01, 100, 3, 1.5, "<", "median of both, strict")        \
    X(ENCOUNTER_MIN_HOURS, "encounter", "min_hours", 2, 0.05, 8760, 1, 3, ">=", "from first to last observed report")  \
    X(ENCOUNTER_MAX_HOLE_HOURS, "encounter", "max_hole_hours", 2, 0.05, 24, 3, 1,                                      \
      "<=", "positions are interpolated across at most this")                                                          \
    X(ENCOUNTER_MIN_PORT_DISTANCE_M, "encounter", "min_port_distance_m", 10000, 0, 1000000, 5000, 10000, ">",          \
      "strict; widened by the port's uncertainty")                                                                     \
    X(ENCOUNTER_SAMPLE_S, "encounter", "sample_s", 120, 1, 3600, 120, 120, "grid",                                     \
      "of the reports within so long one is looked at")                                                                \
    X(ENCOUNTER_SLOT_MINUTES, "encounter", "slot_minutes", 10, 1, 60, 10, 10, "grid", "pairs are looked for so often") \
    X(ENCOUNTER_SERVICE_PARTNERS, "encounter", "service_partners", 5, 2, 64, 10, 5,                                    \
      ">=", "a ship that met so many others does so in its work")                                                      \
    X(LOITERING_MAX_SPEED_KN, "loitering", "max_speed_kn", 2, 0.01, 100, 3, 1, "<", "mean and each step, strict")      \
    X(LOITERING_MIN_HOURS, "loitering", "min_hours", 4, 0.05, 8760, 2, 8, ">=", "time with reports")                   \
    X(LOITERING_MAX_HOLE_HOURS, "loitering", "max_hole_hours", 2, 0.05, 24, 3, 1,                                      \
      "<=", "a longer hole is silence and ends it")                                                                    \
    X(LOITERING_STEP_MINUTES, "loitering", "step_minutes", 1, 0, 120, 1, 1,                                            \
      ">=", "speed is measured over steps about so long")                                                              \
    X(LOITERING_MIN_PORT_DISTANCE_M, "loitering", "min_port_distance_m", 10000, 0, 1000000, 5000, 10000, ">",          \
      "strict; widened by the port's uncertainty")                                                                     \
    X(LOITERING_BURST_MINUTES, "loitering", "burst_minutes", 30, 0, 1440, 30, 30,                                      \
      "<=", "faster steps for so long are borne while the mean stays below")                                           \
    X(PORT_VISIT_IN_M, "port_visit", "in_m", 3000, 10, 100000, 3000, 3000, "<=", "widened by the port's uncertainty")  \
    X(PORT_VISIT_OUT_M, "port_visit", "out_m", 4000, 10, 200000, 4000, 4000,                                           \
      ">=", "widened by the port's uncertainty; not below in_m")                                                       \
    X(PORT_VISIT_STOP_KN, "port_visit", "stop_kn", 0.2, 0, 10, 0.2, 0.2, "<=", "a stop begins")                        \
    X(PORT_VISIT_START_KN, "port_visit", "start_kn", 0.5, 0, 20, 0.5, 0.5, ">=", "a stop ends; not below stop_kn")     \
    X(PORT_VISIT_GAP_HOURS, "port_visit", "gap_hours", 4, 0.05, 8760, 4, 4, ">=", "silence inside a port")             \
    X(PORT_VISIT_UNCERTAIN_M, "port_visit", "uncertain_m", 3000, 0, 1000000, 3000, 3000, ">",                          \
      "a port less certain than this (strict) costs one step of confidence")                                           \
    X(POSITION_JUMP_EXCURSION_MAX_HOURS, "position_jump", "excursion_max_hours", 12, 0.05, 720, 12, 12,                \
      "<=", "a lone foreign group inside a silence up to this is an excursion")                                        \
    X(POSITION_ON_LAND_MIN_DEPTH_M, "position_on_land", "min_depth_m", 10000, 1000, 500000, 5000, 20000,               \
      ">=", "no sea cell of the land mask lies nearer")                                                                \
    X(POSITION_ON_LAND_MIN_DEPTH_CELLS, "position_on_land", "min_depth_cells", 4, 1, 40, 3, 8,                         \
      ">=", "and none within so many cells, where the mask is coarse")                                                 \
    X(POSITION_ON_LAND_MIN_PORT_DISTANCE_M, "position_on_land", "min_port_distance_m", 30000, 0, 1000000, 20000,       \
      50000, ">", "strict; widened by the port's uncertainty: river ports lie on land")                                \
    X(POSITION_ON_LAND_MIN_REPORTS, "position_on_land", "min_reports", 3, 2, 1000, 2, 6,                               \
      ">=", "successive reports so deep on land, one every two minutes counted")                                       \
    X(POSITION_ON_LAND_MIN_HOURS, "position_on_land", "min_hours", 0.5, 0, 8760, 0.25, 1,                              \
      ">=", "from the first to the last of them")                                                                      \
    X(POSITION_ON_LAND_MAX_HOLE_HOURS, "position_on_land", "max_hole_hours", 6, 0.05, 720, 6, 6,                       \
      "<=", "a longer hole between them ends the stretch")                                                             \
    X(POSITION_ON_LAND_SEA_HOURS, "position_on_land", "sea_hours", 48, 0, 8760, 168, 24,                               \
      "<=", "the number was at sea so shortly before: who never is sails inland waters")                               \
    X(SYNTHETIC_TRACK_NOISE_M, "synthetic_track", "noise_m", 1, 0.01, 100, 2, 0.5,                                     \
      "<=", "scatter about the line or circle that no real ship has")                                                  \
    X(SYNTHETIC_TRACK_MIN_KN, "synthetic_track", "min_kn", 2, 0.1, 50, 2, 3, ">=", "what lies still is not looked at") \
    X(SYNTHETIC_TRACK_LINE_MIN_HOURS, "synthetic_track", "line_min_hours", 6, 0.5, 8760, 3, 12,                        \
      ">=", "for so long without scatter")                                                                             \
    X(SYNTHETIC_TRACK_CIRCLE_MIN_HOURS, "synthetic_track", "circle_min_hours", 1, 0.5, 8760, 1, 2,                     \
      ">=", "a circle without scatter, for so long")                                                                   \
    X(SYNTHETIC_TRACK_CIRCLE_MIN_TURNS, "synthetic_track", "circle_min_turns", 1, 0.25, 1000, 1, 2,                    \
      ">=", "and for so many turns")                                                                                   \
    X(SYNTHETIC_TRACK_STEADY_SHARE, "synthetic_track", "steady_share", 0.005, 0, 0.1, 0.01, 0.002,                     \
      "<=", "or scatter up to this share of the radius")                                                               \
    X(SYNTHETIC_TRACK_STEADY_TURNS, "synthetic_track", "steady_turns", 3, 1, 1000, 2, 6,                               \
      ">=", "over so many turns about one centre")                                                                     \
    X(SYNTHETIC_TRACK_STEADY_KN, "synthetic_track", "steady_kn", 7, 0.1, 100, 7, 7,                                    \
      ">=", "at so much: slower ones may be surveys")                                                                  \
    X(SYNTHETIC_TRACK_COPY_MIN_REPORTS, "synthetic_track", "copy_min_reports", 5, 3, 30, 4, 8,                         \
      ">=", "exact places of its past, in the same order and the same time apart, met again")                          \
    X(SYNTHETIC_TRACK_COPY_MAX_DAYS, "synthetic_track", "copy_max_days", 7, 0, 30, 7, 7,                               \
      "<=", "places are remembered for so long")                                                                       \
    X(SYNTHETIC_TRACK_MAX_HOLE_HOURS, "synthetic_track", "max_hole_hours", 2, 0, 24, 2, 2,                             \
      "<=", "between two smooth hours of one line or circle")                                                          \
    X(SYNTHETIC_TRACK_AGREE_SHARE, "synthetic_track", "agree_share", 0.05, 0, 1, 0.05, 0.05,                           \
      "<=", "of the radius: how far centres and radii of one circle may differ")                                       \
    X(SYNTHETIC_TRACK_COPY_AGAIN_S, "synthetic_track", "copy_again_s", 600, 0, 86400, 600, 600,                        \
      ">=", "a place that is met again sooner is the same voyage")                                                     \
    X(SYNTHETIC_TRACK_COPY_STEADY_S, "synthetic_track", "copy_steady_s", 60, 0, 3600, 60, 60,                          \
      "<=", "how far the time apart may change: clocks of stations are seconds wrong")                                 \
    X(SYNTHETIC_TRACK_COPY_MAX_HOLE_HOURS, "synthetic_track", "copy_max_hole_hours", 6, 0, 720, 6, 6,                  \
      "<=", "between two places of one copy")                                                                          \
    X(SYNTHETIC_TRACK_RANGE_MIN_SHIPS, "synthetic_track", "range_min_ships", 10, 3, 1000, 5, 20,                       \
      ">=", "how far a station hears is known from so many ships")                                                     \
    X(SYNTHETIC_TRACK_RANGE_MIN_HOURS, "synthetic_track", "range_min_hours", 24, 1, 8760, 6, 168,                      \
      ">=", "that it heard for so long, counted in quarters of an hour")                                               \
    X(SYNTHETIC_TRACK_RANGE_NEAR_SHIPS, "synthetic_track", "range_near_ships", 3, 1, 16, 3, 3,                         \
      ">=", "others that say to be within a degree or two of a place: the station hears there")                        \
    X(SYNTHETIC_TRACK_RANGE_SHARE, "synthetic_track", "range_share", 0.98, 0.5, 1, 0.98, 0.98,                         \
      ">=", "of the places where it hears, so many lie within its reach")                                              \
    X(SYNTHETIC_TRACK_RANGE_REACH_NM, "synthetic_track", "range_reach_nm", 150, 10, 1000, 150, 100,                    \
      "<=", "what hears farther is no single station on land")                                                         \
    X(SYNTHETIC_TRACK_RANGE_BEYOND_NM, "synthetic_track", "range_beyond_nm", 200, 50, 10000, 100, 400,                 \
      ">=", "beyond the reach, and from every place where it hears")                                                   \
    X(SYNTHETIC_TRACK_RANGE_FAR_HOURS, "synthetic_track", "range_far_hours", 3, 0.5, 8760, 1.5, 12,                    \
      ">=", "a ship is heard to say that it is there, counted in quarters of an hour")                                 \
    X(SYNTHETIC_TRACK_RANGE_INSIDE_SHIPS, "synthetic_track", "range_inside_ships", 3, 1, 1000, 3, 5,                   \
      ">=", "other ships that the station hears within its reach meanwhile")                                           \
    X(SYNTHETIC_TRACK_RANGE_STRAY_SHARE, "synthetic_track", "range_stray_share", 0.05, 0, 1, 0.05, 0.02,               \
      "<=", "of the ships that it hears, but one at least, may say so: with more it is the station")                   \
    X(GNSS_INTERFERENCE_MIN_SHIPS, "gnss_interference", "min_ships", 3, 2, 1000, 2, 4, ">=", "ships struck together")  \
    X(GNSS_INTERFERENCE_MAX_DISTANCE_M, "gnss_interference", "max_distance_m", 100000, 1000, 1000000, 150000, 60000,   \
      "<=", "where two of them were")                                                                                  \
    X(GNSS_INTERFERENCE_MAX_MOVED_M, "gnss_interference", "max_moved_m", 30000, 100, 1000000, 60000, 15000,            \
      "<=", "and where they were moved to")                                                                            \
    X(GNSS_INTERFERENCE_MAX_HOURS, "gnss_interference", "max_hours", 1, 0, 48, 2, 0.5,                                 \
      "<=", "between the end of one ship's trouble and the beginning of another's")                                    \
    X(GNSS_INTERFERENCE_WATERWAY_M, "gnss_interference", "waterway_m", 20000, 0, 1000000, 20000, 20000,                \
      "<=", "others that report from land so near")                                                                    \
    X(GNSS_INTERFERENCE_WATERWAY_SHIPS, "gnss_interference", "waterway_ships", 2, 1, 16, 2, 2,                         \
      ">=", "so many of them, and it may be a waterway that the mask does not know")                                   \
    X(ANCHORAGE_MIN_SHIPS, "anchorage", "min_ships", 10, 2, 1000, 10, 10,                                              \
      ">=", "an anchorage is learned where so many ships lay still")                                                   \
    X(ANCHORAGE_MIN_HOURS, "anchorage", "min_hours", 12, 1, 8760, 12, 12, ">=", "a ship lies still for so long")       \
    X(ANCHORAGE_STILL_M, "anchorage", "still_m", 1000, 10, 20000, 1000, 1000,                                          \
      "<=", "its reports keep so near to their mean place")                                                            \
    X(ANCHORAGE_WITHIN_M, "anchorage", "within_m", 2000, 50, 50000, 2000, 2000,                                        \
      "<=", "stays of one anchorage lie so near to each other")                                                        \
    X(RENDEZVOUS_MIN_HOURS, "rendezvous", "min_hours", 2, 0.25, 720, 1, 3,                                             \
      ">=", "the silent ship could have been at the loiterer's place for so long")                                     \
    X(RENDEZVOUS_LEAST_SPEED_KN, "rendezvous", "least_speed_kn", 12, 1, 50, 12, 12, "scale",                           \
      "a silent ship that was not seen faster is taken to make so much")                                               \
    X(RENDEZVOUS_MAX_BY_CHANCE, "rendezvous", "max_by_chance", 0.3, 0, 1, 0.6, 0.1,                                    \
      "<=", "share of pairs as near as this one that accident alone would give")                                       \
    X(RENDEZVOUS_ANSWER_M, "rendezvous", "answer_m", 400000, 0, 2000000, 400000, 200000,                               \
      "<=", "a pair that cannot have met is answered when both ends of the silence lie so near")                       \
    X(RENDEZVOUS_ANSWERS, "rendezvous", "answers", 1, 0, 8, 2, 1,                                                      \
      "<=", "so many pairs that cannot have met are answered for one loitering")                                       \
    X(RENDEZVOUS_ANSWER_TIMES, "rendezvous", "answer_times", 2, 1, 100, 2, 2,                                          \
      "<=", "a pair that would need more than so many times the speed is not answered")                                \
    X(DRAUGHT_CHANGE_MIN_M, "draught_change", "min_m", 0.5, 0.1, 10, 0.3, 1, ">=", "between two settled draughts")     \
    X(DRAUGHT_CHANGE_SETTLE_HOURS, "draught_change", "settle_hours", 1, 0, 168, 1, 6,                                  \
      ">=", "a draught counts once it was said for so long, with no other between")                                    \
    X(DRAUGHT_CHANGE_FORGET_HOURS, "draught_change", "forget_hours", 720, 1, 87600, 2160, 720, "<=",                   \
      "between two draughts that the ship says one after the other: what it said before a longer pause is forgotten")  \
    X(DRAUGHT_CHANGE_BEFORE_HOURS, "draught_change", "before_hours", 48, 0, 8760, 48, 48, "<",                         \
      "what happened so shortly before the last report of the old draught may be the reason")                          \
    X(IDENTITY_CHANGE_MAX_HOURS, "identity_change", "max_hours", 168, 0.1, 8760, 336, 48,                              \
      "<=", "from the last report of the one to the first of the other, where dimensions alone agree")                 \
    X(IDENTITY_CHANGE_NAMED_HOURS, "identity_change", "named_hours", 2160, 0.1, 87600, 8760, 720,                      \
      "<=", "the same where both say one IMO number, or one name and call sign")                                       \
    X(IDENTITY_CHANGE_MAX_SPEED_KN, "identity_change", "max_speed_kn", 25, 1, 100, 30, 20,                             \
      "<=", "needed by sea from the one place to the other, track.reach_slack_m taken off")                            \
    X(IDENTITY_CHANGE_DIM_TOLERANCE_M, "identity_change", "dim_tolerance_m", 1, 0, 20, 2, 0,                           \
      "<=", "length and beam each agree so nearly")                                                                    \
    X(IDENTITY_CHANGE_MIN_TRACK_HOURS, "identity_change", "min_track_hours", 1, 0, 720, 0.25, 6,                       \
      ">=", "each of the two was heard for so long")                                                                   \
    X(IDENTITY_CHANGE_MAX_BY_CHANCE, "identity_change", "max_by_chance", 0.02, 0, 1, 0.1, 0.005,                       \
      "<=", "pairs as near in time and place as this one that accident alone would give")                              \
    X(IDENTITY_CHANGE_RIVAL_RATIO, "identity_change", "rival_ratio", 10, 1, 1000, 3, 30, "scale",                      \
      "another partner not so many times farther off in time and place is a rival")                                    \
    X(IDENTITY_CHANGE_NEAR_NM, "identity_change", "near_nm", 20, 0, 1000, 20, 20,                                      \
      "<=", "others that began or ended so near count as chances of an accident")                                      \
    X(IDENTITY_CHANGE_NEAR_HOURS, "identity_change", "near_hours", 6, 0, 720, 6, 6, "<=", "and so soon")               \
    X(IDENTITY_CHANGE_TIED_MOST, "identity_change", "tied_most", 4, 0, 1000, 4, 4,                                     \
      "<=", "an IMO number that more numbers say is no tie: a factory setting")                                        \
    X(IDENTITY_CHANGE_PRIOR_SHIPS, "identity_change", "prior_ships", 20, 1, 100000, 20, 20, "weight",                  \
      "what ties are worth elsewhere counts as so many ships beside those heard")                                      \
    X(RECEPTION_MAX_HOLE_HOURS, "reception", "max_hole_hours", 12, 0.5, 48, 6, 12,                                     \
      "<=", "a hole between two reports up to this is missed chances; a longer one is a silence")                      \
    X(RECEPTION_MIN_CHANCES, "reception", "min_chances", 30, 1, 100000, 30, 30,                                        \
      ">=", "with fewer chances in a cell nothing is known of reception there")                                        \
    X(RECEPTION_PRIOR_CHANCES, "reception", "prior_chances", 20, 1, 100000, 20, 20, "weight",                          \
      "the rate of longer times counts as so many chances beside those of an hour")                                    \
    X(RECEPTION_UNEXPECTED_CHANCE, "reception", "unexpected_chance", 0.99, 0.5, 1, 0.9, 0.999,                         \
      ">=", "a silence is unexpected where a report would have been received with this chance")                        \
    X(RECEPTION_EXPECTED_CHANCE, "reception", "expected_chance", 0.5, 0, 0.9, 0.5, 0.5,                                \
      "<=", "and expected where the chance on the straight way is so small")                                           \
    X(RECEPTION_OWN_CHANCES, "reception", "own_chances", 10, 1, 100000, 10, 10,                                        \
      ">=", "chances from which the ship's own rate counts")                                                           \
    X(RECEPTION_WENT_ON_KN, "reception", "went_on_kn", 4, 0, 50, 4, 4,                                                 \
      ">=", "a silence crossed at so much on the mean is missed chances on its straight way")                          \
    X(RECEPTION_WENT_ON_MOST_KN, "reception", "went_on_most_kn", 30, 1, 200, 30, 30, "<=", "and at no more")           \
    X(RECEPTION_WENT_ON_HOURS, "reception", "went_on_hours", 240, 1, 8760, 240, 240, "<=", "and no longer")            \
    X(RECEPTION_ESCAPE_KN, "reception", "escape_kn", 14, 0, 100, 14, 14, "scale",                                      \
      "a ship that was not seen faster is taken to sail off at so much")                                               \
    X(UNPLACED_MIN_MINUTES, "unplaced", "min_minutes", 30, 0, 1440, 30, 30,                                            \
      ">=", "after its last position a ship that goes on sending without one says where it is no more")                \
    X(UNPLACED_MIN_REPORTS, "unplaced", "min_reports", 2, 1, 1000, 2, 2,                                               \
      ">=", "reports of any kind since then: its transmitter is on, so its silence is none")                           \
    X(UNPLACED_STRUCK_REPORTS, "unplaced", "struck_reports", 6, 1, 1000, 4, 10,                                        \
      ">=", "position reports without a position: it may be struck by interference with others")                       \
    X(UNPLACED_TOGETHER_MINUTES, "unplaced", "together_minutes", 15, 0, 1440, 30, 10,                                  \
      "<=", "between the last positions of two ships that lose them together, or the first that come back")            \
    X(CALL_DWELL_HOURS, "call", "dwell_hours", 6, 0, 240, 3, 12, "<=", "what a call at a watched port takes at least") \
    X(CALL_SPEED_MARGIN, "call", "speed_margin", 1.1, 1, 3, 1.25, 1, "factor",                                         \
      "a ship may sail so much faster than it was seen to")                                                            \
    X(CALL_SEEN_KN, "call", "seen_kn", 6, 0, 50, 6, 6,                                                                 \
      ">=", "a ship seen to sail so fast sails no faster than it was seen to; else its type decides")                  \
    X(CALL_FISHING_KN, "call", "fishing_kn", 16, 1, 100, 16, 16, "<=", "assumed of type 30")                           \
    X(CALL_TUG_KN, "call", "tug_kn", 16, 1, 100, 16, 16, "<=", "assumed of types 31, 32 and 52")                       \
    X(CALL_DREDGER_KN, "call", "dredger_kn", 15, 1, 100, 15, 15, "<=", "assumed of types 33 and 34")                   \
    X(CALL_SAILING_KN, "call", "sailing_kn", 15, 1, 100, 15, 15, "<=", "assumed of type 36")                           \
    X(CALL_PLEASURE_KN, "call", "pleasure_kn", 40, 1, 100, 40, 40, "<=", "assumed of type 37")                         \
    X(CALL_HIGH_SPEED_KN, "call", "high_speed_kn", 45, 1, 100, 45, 45, "<=", "assumed of types 40 to 49")              \
    X(CALL_PILOT_KN, "call", "pilot_kn", 30, 1, 100, 30, 30, "<=", "assumed of type 50")                               \
    X(CALL_PASSENGER_KN, "call", "passenger_kn", 28, 1, 100, 28, 28, "<=", "assumed of types 60 to 69")                \
    X(CALL_CARGO_LONG_KN, "call", "cargo_long_kn", 25, 1, 100, 25, 25,                                                 \
      "<=", "assumed of types 70 to 79 of cargo_long_m")                                                               \
    X(CALL_CARGO_LONG_M, "call", "cargo_long_m", 200, 1, 1000, 200, 200, ">=", "a long cargo ship")                    \
    X(CALL_CARGO_MIDDLE_KN, "call", "cargo_middle_kn", 20, 1, 100, 20, 20,                                             \
      "<=", "assumed of types 70 to 79 of cargo_middle_m")                                                             \
    X(CALL_CARGO_MIDDLE_M, "call", "cargo_middle_m", 120, 1, 1000, 120, 120, ">=", "one of middle length")             \
    X(CALL_CARGO_KN, "call", "cargo_kn", 16, 1, 100, 16, 16, "<=", "assumed of shorter ones that say their length")    \
    X(CALL_TANKER_KN, "call", "tanker_kn", 18, 1, 100, 18, 18, "<=", "assumed of types 80 to 89")                      \
    X(CALL_OTHER_KN, "call", "other_kn", 25, 1, 100, 25, 25, "<=", "assumed of all others")                            \
    X(DESTINATION_NEAR_M, "destination", "near_m", 90000, 1000, 1000000, 60000, 150000,                                \
      "<=", "a call so near to the port that was said is a call there: great ports have many names")                   \
    X(DESTINATION_SETTLE_HOURS, "destination", "settle_hours", 1, 0, 720, 0.25, 6,                                     \
      ">=", "a destination counts against a call once it was said for so long")                                        \
    X(DESTINATION_ETA_HOURS, "destination", "eta_hours", 24, 0.5, 720, 12, 48, ">",                                    \
      "an arrival so far from the time that was said is remarked (strict)")                                            \
    X(DESTINATION_AWAY_M, "destination", "away_m", 185200, 1000, 2000000, 92600, 370400,                               \
      ">=", "farther by sea from the port that is said than when it was first said")                                   \
    X(FEED_OUTAGE_MIN_MINUTES, "feed_outage", "min_minutes", 60, 30, 1440, 45, 120,                                    \
      ">=", "a station hears nothing for so long")                                                                     \
    X(FEED_OUTAGE_ACTIVE_SHARE, "feed_outage", "active_share", 0.8, 0.1, 1, 0.8, 0.9,                                  \
      ">=", "of the quarters of an hour in the day before and after, it hears something in so many")                   \
    X(FEED_OUTAGE_MIN_SHIPS, "feed_outage", "min_ships", 2, 1, 1000, 2, 3,                                             \
      ">=", "so many of the ships that it heard in the hour before are heard by other stations meanwhile")             \
    X(FEED_OUTAGE_ALONE_SHIPS, "feed_outage", "alone_ships", 5, 1, 1000, 5, 5,                                         \
      ">=", "or all of so many ships fall silent with a station that nobody hears beside")                             \
    X(FEED_OUTAGE_ALONE_SHARE, "feed_outage", "alone_share", 0.95, 0.1, 1, 0.95, 0.95,                                 \
      ">=", "which hears something, or its beacon, in so many quarters")                                               \
    X(FEED_OUTAGE_END_MINUTES, "feed_outage", "end_minutes", 30, 0, 1440, 30, 30,                                      \
      "<=", "a silence that begins or ends so near to it is explained by it")                                          \
    X(HABIT_PLACE_M, "habit", "place_m", 5000, 0, 100000, 5000, 5000,                                                  \
      "<=", "a wait or a third ship so near is at the place of the meeting")                                           \
    X(HABIT_GRACE_MINUTES, "habit", "grace_minutes", 10, 0, 1440, 10, 10, ">",                                         \
      "a wait that begins or ends so long before or after the meeting is named (strict)")                              \
    X(HABIT_BESIDE_HOURS, "habit", "beside_hours", 1, 0, 168, 1, 1,                                                    \
      "<=", "and a silence that ends or begins so near to it")                                                         \
    X(HABIT_BARGE_MOST_M, "habit", "barge_most_m", 120, 1, 500, 120, 120,                                              \
      "<=", "a longer tanker does not go from ship to ship with fuel")                                                 \
    X(IDENTITY_HISTORY_MIN_FLAGS, "identity_history", "min_flags", 3, 2, 20, 2, 4,                                     \
      ">=", "numbers of so many states under one IMO number")                                                          \
    X(IDENTITY_HISTORY_FLAG_DAYS, "identity_history", "flag_days", 730, 1, 36500, 1095, 365,                           \
      "<=", "first heard within so long")                                                                              \
    X(IDENTITY_HISTORY_LENGTH_SHARE, "identity_history", "length_share", 0.1, 0, 1, 0.05, 0.2, ">",                    \
      "lengths under one IMO number that differ by more than this share of the longer (strict)")                       \
    X(IDENTITY_HISTORY_OLD_HULL_YEARS, "identity_history", "old_hull_years", 10, 1, 100, 5, 15,                        \
      ">=", "a number first heard so many whole years after the stated year of build")                                 \
    X(IDENTITY_HISTORY_QUIET_DAYS, "identity_history", "quiet_days", 365, 0, 36500, 180, 730,                          \
      ">=", "and the case has reports from so long before")                                                            \
    X(IDENTITY_CONFLICT_MIN_REPORTS, "identity_conflict", "min_reports", 2, 1, 1000, 2, 3,                             \
      ">=", "each track of the pair has at least so many reports")

enum pl_rule_key {
#define PL_RULE_ENUM(name, section, key, def, least, most, sensitive, strict, cmp, text) PL_RULE_##name,
    PL_RULES(PL_RULE_ENUM)
#undef PL_RULE_ENUM
        PL_RULE_COUNT
};

struct pl_rules {
    double v[PL_RULE_COUNT]; /* by enum pl_rule_key, in the unit that ends the key's name */
    pl_hash hash;            /* SHA-256("plimsoll-rules/v1\n" || canonical form) */
};

/* One row of the table, for documentation and tests. */
struct pl_rule_row {
    const char *section, *key, *comparison, *text;
    double value, least, most, sensitive, strict;
};
const struct pl_rule_row *pl_rules_row(unsigned key);

/* "default", "sensitive" or "strict"; false for another name. */
bool pl_rules_profile(const char *name, struct pl_rules *ret);

/* data/rules.json or another whole file: the defaults with the keys that the JSON names. Sections are objects
 * ({"gap":{"min_hours":6}}) or dotted ({"gap.min_hours":6}); "name", "version" and "profile" may stand at the top.
 * USAGE names an unknown or twice-named key, a value out of its range, or another version; FORMAT for no JSON. */
PL_MUST int pl_rules_parse(pl_str json, struct pl_rules *ret, struct pl_error *err);

/* The same over rules that are already there: only the named keys change. */
PL_MUST int pl_rules_override(struct pl_rules *rules, pl_str json, struct pl_error *err);

/* The canonical form: one line of JSON, all sections and keys in table order, numbers without needless zeros. */
void pl_rules_canonical(const struct pl_rules *rules, struct pl_buf *out);

/* The keys of one section as a JSON object ({} for an unknown section). */
void pl_rules_params(const struct pl_rules *rules, const char *section, struct pl_buf *out);

/* The file form, as data/rules.json has it. */
void pl_rules_write(const struct pl_rules *rules, struct pl_buf *out);

#endif
