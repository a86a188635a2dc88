/* Ship and station numbers: what their shape and check digits say. Never what they mean.
 *
 * An IMO number is validated, never corrected and never guessed; an MMSI is told by its leading digits. A number that
 * passes may still be false, borrowed or another ship's. Pure and const; static strings; a parsed MID table lives in
 * the caller's arena and may be shared by threads. Sources: IMO resolution A.1117(30) (ship and company numbers),
 * ITU-R M.585-9 (maritime identities), the ITU table of maritime identification digits (data/mid.csv). Numbers for
 * exercises: docs/format/exercise-numbers.md. */
#ifndef PL_NAMES_IDENTIFIER_H
#define PL_NAMES_IDENTIFIER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

/* Numbers that no real ship has; valid only in an exercise (invented data). Both ends included. */
#define PL_EXERCISE_MID       299u     /* allotted to no state: MMSI 299000000 to 299999999 */
#define PL_EXERCISE_MID_WRONG 298u     /* allotted to none either: what an exercise sends as a wrong number */
#define PL_EXERCISE_IMO_FIRST 4900000u /* series never issued; 10,000 of these have a right check digit */
#define PL_EXERCISE_IMO_LAST  4999999u

/* The digit that makes `six` (the first six digits, 0 to 999,999) a ship number; 10 where six is out of range.
 * 907472 -> 9: 9*7 + 0*6 + 7*5 + 4*4 + 7*3 + 2*2 = 139. */
unsigned pl_imo_check_digit(uint32_t six);

/* True for seven digits (1,000,000 to 9,999,999) with a right check digit; numbers of the exercise range only when
 * `exercise` is set. 0, the AIS word for "none", is not valid. */
bool pl_imo_valid(uint32_t imo, bool exercise);

/* NULL where the number is valid, else why it is not, as half a sentence ("its check digit is wrong"). */
const char *pl_imo_fault(uint32_t imo, bool exercise);

/* The number in a text such as "9074729", "IMO9074729", "IMO 9074729" or "imo: 9074729" (any case, outer white
 * space ignored): exactly seven digits and nothing else. The check digit is not looked at. False leaves *ret_imo. */
bool pl_imo_parse(pl_str text, uint32_t *ret_imo);

/* IMO unique company and registered owner number: seven digits (leading zeros allowed, so 1 to 9,999,999) whose last
 * is 11 - (8a+6b+4c+2d+9e+7f) mod 11, mod 10. A ship number may pass by chance and the other way round. */
bool pl_imo_company_valid(uint32_t number);

/* enum name, name in words, leading digits */
#define PL_MMSI_KINDS(X)                                                                                               \
    X(OTHER, "no known kind of station", "")                                                                           \
    X(SHIP, "ship", "MID")                                                                                             \
    X(GROUP, "group of ships", "0MID")                                                                                 \
    X(COAST, "coast station", "00MID")                                                                                 \
    X(SAR_AIRCRAFT, "search and rescue aircraft", "111MID")                                                            \
    X(HANDHELD, "handheld VHF radio", "8MID")                                                                          \
    X(CRAFT, "craft of a parent ship", "98MID")                                                                        \
    X(ATON, "aid to navigation", "99MID")                                                                              \
    X(SART, "search and rescue transmitter", "970")                                                                    \
    X(MOB, "man overboard device", "972")                                                                              \
    X(EPIRB, "emergency position beacon", "974")                                                                       \
    X(AMRD, "autonomous maritime radio device", "979")

enum pl_mmsi_kind {
#define PL_MMSI_KIND_ENUM(name, words, digits) PL_MMSI_##name,
    PL_MMSI_KINDS(PL_MMSI_KIND_ENUM)
#undef PL_MMSI_KIND_ENUM
        PL_MMSI_KIND_COUNT
};

struct pl_mmsi {
    int kind;     /* enum pl_mmsi_kind */
    unsigned mid; /* 0..999 as it stands there; 0 where the kind has none */
};

/* By the leading digits of the nine (the number is taken with its leading zeros); beyond 999,999,999: OTHER. */
struct pl_mmsi pl_mmsi_of(uint32_t mmsi);
const char *pl_mmsi_kind_words(int kind);

/* Which state or territory each maritime identification digits (MID, 201 to 775) belong to. */
struct pl_mids;

/* Reads a CSV with a header and the columns mid, country (ISO 3166 alpha-2), name; as data/mid.csv. FORMAT with line
 * and byte for a MID that is no three-digit number, stands there twice or a country that is not two capitals; EMPTY
 * without rows. */
PL_MUST int pl_mids_parse(pl_str csv, struct pl_arena *arena, const struct pl_mids **ret_mids, struct pl_error *err);

/* ISO 3166 alpha-2 of the state, or NULL where the MID is allotted to none; likewise its name (a view). mids may be
 * NULL. */
const char *pl_mids_country(const struct pl_mids *mids, unsigned mid);
pl_str pl_mids_name(const struct pl_mids *mids, unsigned mid);

/* The flag that an MMSI implies (any kind with a MID), or NULL. A claim of the transmitter, not a fact. */
const char *pl_mmsi_country(const struct pl_mids *mids, uint32_t mmsi);

/* NULL where shape and MID are possible, else why not, as half a sentence ("its country digits (MID) are allotted to no
 * state"). Without mids (NULL) a MID need only lie in 201..775. The exercise MID is right only when `exercise` is set.
 */
const char *pl_mmsi_fault(uint32_t mmsi, bool exercise, const struct pl_mids *mids);

/* Whether only an exercise sends under this number: any kind of station with PL_EXERCISE_MID or PL_EXERCISE_MID_WRONG.
 */
bool pl_mmsi_of_exercise(uint32_t mmsi);

#endif
