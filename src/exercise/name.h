/* Invented names and numbers: syllables that mean nothing, MMSI and IMO from the ranges that no real ship has.
 *
 * Every name and number of one exercise is different from the others, but for the look-alikes that are meant. Pure. */
#ifndef PL_EXERCISE_NAME_H
#define PL_EXERCISE_NAME_H

#include <stdint.h>

#include "exercise/encode.h"
#include "exercise/rand.h"

/* Two invented words in capitals, 9 to 20 characters; `out` holds at least 21 bytes. */
void pl_name_ship(struct pl_rand *rand, char out[21]);

/* Two invented words with capital initials, such as a person's or a firm's; `out` holds at least 32 bytes. */
void pl_name_person(struct pl_rand *rand, char out[32]);

/* 299 and six digits: the `serial`-th of an order that depends on the seed (serial < 1,000,000). */
uint32_t pl_name_mmsi(uint64_t seed, uint32_t serial);

/* 00299 and four digits, for receiving stations (serial < 10,000). */
uint32_t pl_name_station_mmsi(uint32_t serial);

/* A number of the exercise series with a right check digit, the `serial`-th (serial < 10,000). */
uint32_t pl_name_imo(uint64_t seed, uint32_t serial);

/* A number of the exercise series one digit (the second to last) away from imo, its check digit made right: what an
 * innocent neighbour in a register looks like. */
uint32_t pl_name_imo_near(uint32_t imo);

/* name with one vowel exchanged. */
void pl_name_near(const char name[21], char out[21]);

/* A call sign of the form 0EXnnnn, which no state has. */
void pl_name_callsign(uint32_t serial, char out[8]);

#endif
