/* Readings of names (names/form): Latin persons, firms and ships, and other scripts. Generated names with a seed, CPU
 * time; every key is folded into a checksum that is printed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "names/form.h"

#define NAMES 2000

static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static int64_t cpu_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Pieces that names are made of; a kind takes two or three, then its tail. */
struct recipe {
    const char *name;
    int kind;
    const char *const *pieces;
    size_t n_pieces;
    const char *const *tails;
    size_t n_tails;
    size_t n_names;
};

static const char *const western[] = {"Mohammed", "Ali",     "Hassan",  "Ivanov",  "Sergey", "Maria",  "Lopez",
                                      "John",     "Smith",   "Ahmadi",  "Rahimov", "Nguyen", "Garcia", "Fatima",
                                      "Weber",    "Petrova", "Hussein", "Carlos",  "Jean",   "Dubois"};
static const char *const korean[] = {"Kim",  "Ri",   "Pak",  "Choe", "Jong",  "Yong",
                                     "Chol", "Hyok", "Song", "Nam",  "Myong", "Un"};
static const char *const firms[] = {"Ocean", "Star",   "Trading", "Shipping", "Global", "Pacific", "Marine",
                                    "Delta", "Dalian", "Orient",  "Golden",   "Bright", "Union",   "General"};
static const char *const forms[] = {"Co., Ltd.", "LLC", "S.A.", "Corporation", "GmbH", "Sdn Bhd", "OOO"};
static const char *const cyrillic[] = {"Иванов", "Сергей", "Петрова", "Щербаков", "Юрий", "Мария", "Николай"};
static const char *const arabic[] = {"محمد", "حسن", "علي", "عبد الرحمن", "أحمد", "الحسين", "فاطمة"};
static const char *const hangul[] = {"김정은", "리명훈", "박봉주", "최룡해", "장성택", "김영남"};
static const char *const han[] = {"金正恩", "李明勳", "毛泽东", "王小明", "习近平", "欧阳修"};
static const char *const none[] = {""};

#define COUNT(x) (sizeof(x) / sizeof *(x))

static const struct recipe recipes[] = {
    {"Latin persons", PL_NAME_PERSON, western, COUNT(western), none, 1, 3},
    {"Latin persons, Korean", PL_NAME_PERSON, korean, COUNT(korean), none, 1, 3},
    {"Latin firms", PL_NAME_ORGANIZATION, firms, COUNT(firms), forms, COUNT(forms), 3},
    {"Latin ships", PL_NAME_VESSEL, korean, COUNT(korean), none, 1, 3},
    {"Cyrillic persons", PL_NAME_PERSON, cyrillic, COUNT(cyrillic), none, 1, 2},
    {"Arabic persons", PL_NAME_PERSON, arabic, COUNT(arabic), none, 1, 3},
    {"Hangul persons", PL_NAME_PERSON, hangul, COUNT(hangul), none, 1, 1},
    {"Han persons", PL_NAME_PERSON, han, COUNT(han), none, 1, 1}};

static void make_name(const struct recipe *r, uint64_t *state, char *out, size_t size) {
    size_t n = 0;
    for (size_t i = 0; i < r->n_names; i++) {
        n += (size_t)snprintf(out + n, size - n, "%s%s", i > 0 ? " " : "", r->pieces[next_random(state) % r->n_pieces]);
    }
    snprintf(out + n, size - n, " %s", r->tails[next_random(state) % r->n_tails]);
}

static void run(struct pl_romaniser *romaniser, const struct recipe *r, uint64_t rounds) {
    static char names[NAMES][256];
    uint64_t state = 88172645463325252u;
    uint64_t checksum = 0;
    struct pl_arena arena;
    struct pl_error err = {0};
    for (size_t i = 0; i < NAMES; i++) {
        make_name(r, &state, names[i], sizeof names[i]);
    }
    pl_arena_open(&arena, (size_t)64 << 20);
    int64_t started = 0;
    for (uint64_t k = 0; k <= rounds; k++) { /* the first opens what is needed */
        started = k == 1 ? cpu_us() : started;
        for (size_t i = 0; i < NAMES; i++) {
            struct pl_arena_mark mark = pl_arena_mark(&arena);
            struct pl_form form;
            if (pl_form_make(romaniser, pl_str_from(names[i]), r->kind, PL_STR(""), PL_STR(""), &arena, &form, &err) !=
                0) {
                fprintf(stderr, "bench_form: %s\n", err.msg);
                exit(1);
            }
            for (size_t reading = 0; reading < form.n; reading++) {
                for (size_t part = 0; part < form.readings[reading].n; part++) {
                    checksum = checksum * 31 + pl_str_hash(form.readings[reading].parts[part].key);
                }
            }
            pl_arena_rewind(&arena, mark);
        }
    }
    double us = (double)(cpu_us() - started);
    printf("%-34s %10llu  %9.1f ns/op  checksum %016llx\n", r->name, (unsigned long long)(rounds * NAMES),
           us * 1000 / (double)(rounds * NAMES), (unsigned long long)checksum);
    pl_arena_close(&arena);
}

int main(void) {
    struct pl_romaniser *romaniser = NULL;
    struct pl_error err = {0};
    if (pl_romaniser_open(&romaniser, &err) != 0) {
        fprintf(stderr, "bench_form: %s\n", err.msg);
        return 1;
    }
    for (size_t i = 0; i < COUNT(recipes); i++) {
        run(romaniser, &recipes[i], 50);
    }
    pl_romaniser_close(romaniser);
    return 0;
}
