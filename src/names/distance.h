/* How many slips lie between two words: a bounded edit distance in which likely slips cost less.
 *
 * Optimal string alignment (insertion, deletion, substitution, exchange of neighbours) over bytes, in units of which
 * PL_DISTANCE_ONE is one plain edit. Letters that spellings of one name confuse (vowels, c/k/q, b/p, i/y ...), a
 * doubled letter and a lost h cost less; the table is in distance.c. Symmetric. Pure, no allocation. Source: the
 * restricted Damerau-Levenshtein distance, computed in a band as Ukkonen (1985) does, or for words of up to 15 letters
 * a column at a time in the lanes of a vector. */
#ifndef PL_NAMES_DISTANCE_H
#define PL_NAMES_DISTANCE_H

#include "base/str.h"

/* Which letters are confused: in Latin spellings, or in consonant skeletons, where one letter of the script has several
 * Latin ones (s or t, z or d) and w, y, a final t come and go; or none, in phonemic keys, where the confusions are one
 * letter already. */
enum pl_distance_table { PL_DISTANCE_LATIN, PL_DISTANCE_SKELETON, PL_DISTANCE_PHONEMES, PL_DISTANCE_TABLES };

#define PL_DISTANCE_ONE 10
#define PL_DISTANCE_MAX 64 /* bytes of a word; longer ones are compared as their first 64 */

/* Which letters a word holds (a-z in either case a bit each, the rest in six bits), and which it holds or is confused
 * with. */
uint32_t pl_distance_letters(pl_str word, int table, uint32_t *ret_near);

/* Less than or equal to the distance of two words, from their letters alone. One exception: an h that one of them lacks
 * counts here as a vowel does, which is more than it costs, so that words at the very edge of a limit are called far.
 */
int pl_distance_least(uint32_t letters_a, uint32_t near_a, uint32_t letters_b, uint32_t near_b);

/* The distance, or limit + 1 where it is more than limit (0 to 400). */
int pl_distance(pl_str a, pl_str b, int table, int limit);

#endif
