/* What the words of a name are (company forms, numbers, titles ...), ceilings, broken and hostile input. Expectations
 * by hand. */
#include "names/form_in.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

struct fixture {
    struct pl_romaniser *romaniser;
    struct pl_arena arena;
};

static int set_up(void **state) {
    struct fixture *f = calloc(1, sizeof *f);
    struct pl_error err = {0};
    if (f == NULL || pl_romaniser_open(&f->romaniser, &err) != 0) {
        return -1;
    }
    pl_arena_open(&f->arena, (size_t)256 << 20);
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *f = *state;
    pl_arena_close(&f->arena);
    pl_romaniser_close(f->romaniser);
    free(f);
    return 0;
}

static struct pl_form make(struct fixture *f, const char *name, int kind) {
    struct pl_form form = {0};
    struct pl_error err = {0};
    assert_int_equal(
        pl_form_make(f->romaniser, pl_str_from(name), kind, PL_STR(""), PL_STR(""), &f->arena, &form, &err), 0);
    return form;
}

/* "w:text" per part of the first reading in space, with the letter of its class. */
static const char *classes(struct fixture *f, const char *name, int kind, int space) {
    struct pl_form form = make(f, name, kind);
    char *out = pl_arena_alloc(&f->arena, 2048);
    size_t n = 0;
    for (size_t i = 0; i < form.n; i++) {
        const struct pl_reading *r = &form.readings[i];
        if (r->space != space) {
            continue;
        }
        for (size_t k = 0; k < r->n; k++) {
            char letter = "winchp"[r->parts[k].cls];
            n += (size_t)snprintf(out + n, 2048 - n, "%s%c:%.*s", k > 0 ? " " : "", letter, (int)r->parts[k].text.n,
                                  r->parts[k].text.p);
        }
        break;
    }
    out[n] = 0;
    return out;
}

struct row {
    const char *name;
    int kind;
    const char *want;
};

static void check_rows(void **state, const struct row *rows, size_t n, int space) {
    for (size_t i = 0; i < n; i++) {
        const char *got = classes(*state, rows[i].name, rows[i].kind, space);
        if (strcmp(got, rows[i].want) != 0) {
            fail_msg("%s: %s, not %s", rows[i].name, got, rows[i].want);
        }
    }
}

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static void company_forms(void **state) {
    static const struct row rows[] = {
        {"Ocean Maritime Management Company, Limited", PL_NAME_ORGANIZATION,
         "w:ocean w:maritime w:management c:co ltd"},
        {"Foo Co., Ltd.", PL_NAME_ORGANIZATION, "w:foo c:co ltd"},
        {"Foo CO LTD", PL_NAME_ORGANIZATION, "w:foo c:co ltd"},
        {"Foo S.A.R.L.", PL_NAME_ORGANIZATION, "w:foo c:sarl"},
        {"Foo L.L.C.", PL_NAME_ORGANIZATION, "w:foo c:llc"},
        {"OOO Foo", PL_NAME_ORGANIZATION, "c:llc w:foo"},
        {"Foo Limited Liability Company", PL_NAME_ORGANIZATION, "w:foo c:llc"},
        {"Foo OJSC", PL_NAME_ORGANIZATION, "w:foo c:jsc"},
        {"Open Joint Stock Company Foo", PL_NAME_ORGANIZATION, "c:jsc w:foo"},
        {"PT Foo Tbk", PL_NAME_ORGANIZATION, "c:pt w:foo c:tbk"},
        {"Foo Sdn. Bhd.", PL_NAME_ORGANIZATION, "w:foo c:sdn bhd"},
        {"Foo Pte. Ltd.", PL_NAME_ORGANIZATION, "w:foo c:pvt ltd"},
        {"Foo FZ-LLC", PL_NAME_ORGANIZATION, "w:foo c:fz llc"},
        {"Foo A/S", PL_NAME_ORGANIZATION, "w:foo c:as"},
        {"Foo GmbH & Co. KG", PL_NAME_ORGANIZATION, "w:foo c:gmbh"},
        {"Foo Trading Est.", PL_NAME_ORGANIZATION, "w:foo w:trading c:est"},
        {"General Trading Group Holding", PL_NAME_ORGANIZATION, "w:general w:trading w:group w:holding"},
        {"AS Roma Football", PL_NAME_ORGANIZATION, "c:as w:roma w:football"},
        {"Foo As Bar Baz", PL_NAME_ORGANIZATION, "w:foo w:as w:bar w:baz"}, /* short, in the middle */
        {"Limited", PL_NAME_ORGANIZATION, "w:limited"},                     /* nothing else would be left */
        {"Kim Co", PL_NAME_PERSON, "w:kim w:co"},                           /* a person has no company form */
        {"ООО Ромашка", PL_NAME_ORGANIZATION, "c:llc w:romashka"},
    };
    check_rows(state, rows, COUNT(rows), PL_SPACE_LATIN);
    static const struct row korean[] = {
        {"삼성전자주식회사", PL_NAME_ORGANIZATION, "w:samsongjonja c:co ltd"},
        {"주식회사 삼성전자", PL_NAME_ORGANIZATION, "c:co ltd w:samsongjonja"},
        {"(주)삼성전자", PL_NAME_ORGANIZATION, "c:co ltd w:samsongjonja"},
        {"㈜삼성전자", PL_NAME_ORGANIZATION, "c:co ltd w:samsongjonja"},
        {"대성무역총회사", PL_NAME_ORGANIZATION, "w:taesongmuyok c:corp"},
    };
    check_rows(state, korean, COUNT(korean), PL_SPACE_KOREAN);
    static const struct row chinese[] = {
        {"华为有限公司", PL_NAME_ORGANIZATION, "w:huawei c:co ltd"},
        {"华为技术股份有限公司", PL_NAME_ORGANIZATION, "w:huaweijishu c:co ltd"},
        {"华为有限责任公司", PL_NAME_ORGANIZATION, "w:huawei c:llc"},
        {"株式会社華為", PL_NAME_ORGANIZATION, "c:co ltd w:huawei"},
    };
    check_rows(state, chinese, COUNT(chinese), PL_SPACE_MANDARIN);
    static const struct row arabic[] = {{"شركة النفط", PL_NAME_ORGANIZATION, "c:co w:nft"}};
    check_rows(state, arabic, COUNT(arabic), PL_SPACE_ARABIC);
    assert_true(pl_company_sorted());
}

static void numbers(void **state) {
    static const struct row rows[] = {
        {"Zu Zag Bong 5", PL_NAME_VESSEL, "w:zu w:zag w:bong n:5"},
        {"ZU ZAG BONG NO. 5", PL_NAME_VESSEL, "w:zu w:zag w:bong n:5"},
        {"Zu Zag Bong №5", PL_NAME_VESSEL, "w:zu w:zag w:bong n:5"},
        {"Zu Zag Bong #05", PL_NAME_VESSEL, "w:zu w:zag w:bong n:5"},
        {"Zu Zag Bong-5", PL_NAME_VESSEL, "w:zu w:zag w:bong n:5"},
        {"Bong5", PL_NAME_VESSEL, "w:bong n:5"},
        {"Sea Star V", PL_NAME_VESSEL, "w:sea w:star n:5"},
        {"Sea Star XIV", PL_NAME_VESSEL, "w:sea w:star n:14"},
        {"V Ships", PL_NAME_VESSEL, "w:v w:ships"},
        {"Sea Star five", PL_NAME_VESSEL, "w:sea w:star n:5"},
        {"Fifth Star", PL_NAME_VESSEL, "n:5 w:star"},
        {"5th Star", PL_NAME_VESSEL, "n:5 w:star"},
        {"Sea Star 4294967295", PL_NAME_VESSEL, "w:sea w:star n:4294967295"},
        {"Sea Star 99999999999999999999999", PL_NAME_VESSEL, "w:sea w:star n:99999999999999999999999"},
        {"Sea Star ٥", PL_NAME_VESSEL, "w:sea w:star n:5"},
        {"John Smith III", PL_NAME_PERSON, "w:john w:smith w:iii"},
        {"Star V", PL_NAME_ORGANIZATION, "w:star w:v"},
    };
    check_rows(state, rows, COUNT(rows), PL_SPACE_LATIN);
    static const struct row korean[] = {
        {"만경봉5호", PL_NAME_VESSEL, "w:mangyongbong n:5"},
        {"만경봉 오호", PL_NAME_VESSEL, "w:mangyongbong n:5"},
        {"만경봉 오", PL_NAME_VESSEL, "w:mangyongbong n:5"},
    };
    check_rows(state, korean, COUNT(korean), PL_SPACE_KOREAN);
    static const struct row chinese[] = {
        {"东方五号", PL_NAME_VESSEL, "w:dongfang n:5"},
        {"东方九十二號", PL_NAME_VESSEL, "w:dongfang n:92"},
        {"东方 十", PL_NAME_VESSEL, "w:dongfang n:10"},
    };
    check_rows(state, chinese, COUNT(chinese), PL_SPACE_MANDARIN);
    struct pl_form form = make(*state, "Star No. 05", PL_NAME_VESSEL);
    const struct pl_part *part = &form.readings[0].parts[1];
    assert_int_equal(part->number, 5);
    assert_int_equal(part->at, 5);
    assert_int_equal(part->n, 6);
}

static void titles(void **state) {
    static const struct row rows[] = {
        {"General Kim Yong Chol", PL_NAME_PERSON, "h:general w:kim w:yong w:chol"},
        {"Dr. Ing. Hans Weber", PL_NAME_PERSON, "h:dr h:engineer w:hans w:weber"},
        {"Hadji Ali", PL_NAME_PERSON, "h:hajji w:ali"},
        {"Mullah Omar", PL_NAME_PERSON, "h:mullah w:omar"},
        {"General", PL_NAME_PERSON, "w:general"},
        {"General Trading", PL_NAME_ORGANIZATION, "w:general w:trading"},
        {"M/V Sea Star", PL_NAME_VESSEL, "h:mv w:sea w:star"},
        {"M.V. Sea Star", PL_NAME_VESSEL, "h:mv w:sea w:star"},
        {"MT Sea Star", PL_NAME_VESSEL, "h:mt w:sea w:star"},
        {"SS Sea Star", PL_NAME_VESSEL, "h:ss w:sea w:star"},
        {"M/V Sea Star", PL_NAME_ANY, "h:mv w:sea w:star"},
        {"MV Sea Star", PL_NAME_ANY, "h:mv w:sea w:star"},
        {"J. R. Smith", PL_NAME_PERSON, "i:j i:r w:smith"},
        {"Smith, J.R.", PL_NAME_PERSON, "w:smith i:j i:r"},
        {"Sea Star A", PL_NAME_VESSEL, "w:sea w:star w:a"},
        {"Usama bin Laden", PL_NAME_PERSON, "w:usama p:bin w:laden"},
        {"Hasan al-Banna", PL_NAME_PERSON, "w:hasan p:al w:banna"},
        {"Hasan ash-Shami", PL_NAME_PERSON, "w:hasan p:ash w:shami"},
        {"Ludwig van Beethoven", PL_NAME_PERSON, "w:ludwig p:van w:beethoven"},
        {"Ben Smith", PL_NAME_PERSON, "w:ben w:smith"},
        {"Bank of China", PL_NAME_ORGANIZATION, "w:bank p:of w:china"},
        {"O'Brien", PL_NAME_PERSON, "w:obrien"},
        {"O’Brien", PL_NAME_PERSON, "w:obrien"},
        {"И. Иванов", PL_NAME_PERSON, "i:i w:ivanov"},
    };
    check_rows(state, rows, COUNT(rows), PL_SPACE_LATIN);
}

/* A name that holds no letter or digit has no reading; one beyond a ceiling is LIMIT; at the ceiling it is read. */
static void ceilings(void **state) {
    struct fixture *f = *state;
    struct pl_error err = {0};
    struct pl_form form = {0};
    static char text[PL_FORM_MAX_BYTES + 2];
    assert_int_equal(make(f, "", PL_NAME_ANY).n, 0);
    assert_int_equal(make(f, " .,-'\"()", PL_NAME_ANY).n, 0);
    assert_int_equal(make(f, "\xE2\x80\x8F\xE2\x80\xAE\x01", PL_NAME_ANY).n, 0); /* marks of direction and a control */
    assert_int_equal(make(f, "...", PL_NAME_ANY).script[0], 0);
    memset(text, 'a', sizeof text - 1);
    for (size_t n = PL_FORM_MAX_BYTES - 1; n <= PL_FORM_MAX_BYTES + 1; n++) {
        int code = pl_form_make(f->romaniser, pl_str_make(text, n), PL_NAME_ANY, PL_STR(""), PL_STR(""), &f->arena,
                                &form, &err);
        assert_int_equal(code, n <= PL_FORM_MAX_BYTES ? 0 : PL_E_LIMIT);
        assert_true(n > PL_FORM_MAX_BYTES || form.readings[0].parts[0].key.n == n);
    }
    for (size_t words = PL_FORM_MAX_PARTS - 1; words <= PL_FORM_MAX_PARTS + 1; words++) {
        size_t n = 0;
        for (size_t i = 0; i < words; i++) {
            n += (size_t)snprintf(text + n, sizeof text - n, "word%c%c ", (char)('a' + i / 26), (char)('a' + i % 26));
        }
        int code = pl_form_make(f->romaniser, pl_str_make(text, n), PL_NAME_ANY, PL_STR(""), PL_STR(""), &f->arena,
                                &form, &err);
        assert_int_equal(code, words <= PL_FORM_MAX_PARTS ? 0 : PL_E_LIMIT);
        assert_true(words > PL_FORM_MAX_PARTS || form.readings[0].n == words);
    }
    struct pl_arena small;
    pl_arena_open(&small, 200);
    struct pl_form untouched = {.kind = 77};
    assert_int_equal(pl_form_make(f->romaniser, PL_STR("Sergey Ivanov"), PL_NAME_PERSON, PL_STR(""), PL_STR(""), &small,
                                  &untouched, &err),
                     PL_E_NOMEM);
    assert_int_equal(untouched.kind, 77);
    pl_arena_close(&small);
}

/* Memory that ends anywhere gives NOMEM, never a shorter answer. */
static void memory_ends(void **state) {
    static const char *const names[] = {"Kim Jong Un",   "김정은",           "金正恩",
                                        "محمد حسن",      "Юрий Щербаков",    "דוד לוי",
                                        "あべ しんぞう", "삼성전자주식회사", "中国石油有限公司"};
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct pl_form whole = make(f, names[i], PL_NAME_ANY);
        int code = PL_E_NOMEM;
        for (size_t max = 0; code != 0; max += 97) {
            struct pl_arena small;
            struct pl_error err = {0};
            struct pl_form form = {0};
            pl_arena_open(&small, max);
            code = pl_form_make(f->romaniser, pl_str_from(names[i]), PL_NAME_ANY, PL_STR(""), PL_STR(""), &small, &form,
                                &err);
            assert_true(code == PL_E_NOMEM || (code == 0 && form.n == whole.n && max > 0));
            pl_arena_close(&small);
        }
    }
}

/* One ligature that NFKC makes eighteen letters: the growth has its ceiling too. */
static void growth(void **state) {
    struct fixture *f = *state;
    struct pl_error err = {0};
    struct pl_form form = {0};
    PL_BUF_AUTO text = {.max_bytes = 4096};
    for (size_t i = 0; i < PL_FORM_MAX_BYTES / 3; i++) {
        pl_buf_add_str(&text, PL_STR("\xEF\xB7\xBA"));
    }
    assert_int_equal(pl_form_make(f->romaniser, pl_buf_str(&text), PL_NAME_ANY, PL_STR("ar"), PL_STR("Arab"), &f->arena,
                                  &form, &err),
                     PL_E_LIMIT);
}

static bool same_readings(const struct pl_form *a, const struct pl_form *b) {
    if (a->n != b->n || strcmp(a->script, b->script) != 0) {
        return false;
    }
    for (size_t i = 0; i < a->n; i++) {
        const struct pl_reading *x = &a->readings[i];
        const struct pl_reading *y = &b->readings[i];
        if (x->space != y->space || x->n != y->n || strcmp(x->system, y->system) != 0 || x->native != y->native) {
            return false;
        }
        for (size_t k = 0; k < x->n; k++) {
            if (!pl_str_eq(x->parts[k].key, y->parts[k].key) || !pl_str_eq(x->parts[k].text, y->parts[k].text) ||
                x->parts[k].cls != y->parts[k].cls) {
                return false;
            }
        }
    }
    return true;
}

/* What is invisible changes nothing: marks of direction, controls, soft hyphens, zero width, decomposed letters. */
static void invisible(void **state) {
    static const char *const pairs[][2] = {
        {"Kim Jong Un", "\xE2\x80\xAEKim J\xC2\xADong\xE2\x80\x8B Un\x01"},
        {"김정은", "\xE1\x84\x80\xE1\x85\xB5\xE1\x86\xB7\xE1\x84\x8C\xE1\x85\xA5\xE1\x86\xBC\xE1\x84\x8B\xE1\x85\xB3"
                   "\xE1\x86\xAB"},
        {"محمد حسن", "\xE2\x80\x8Fمُحَمَّد حـسن\xE2\x80\x8E"},
        {"Юрий", "Юрий"},
        {"Sea Star 5", "Ｓｅａ　Ｓｔａｒ　５"},
        {"José", "Jose\xCC\x81"},
    };
    for (size_t i = 0; i < COUNT(pairs); i++) {
        struct pl_form a = make(*state, pairs[i][0], PL_NAME_PERSON);
        struct pl_form b = make(*state, pairs[i][1], PL_NAME_PERSON);
        if (!same_readings(&a, &b)) {
            fail_msg("%s is read otherwise when written with invisible characters", pairs[i][0]);
        }
    }
}

/* A reading that holds letters of another script is absent. */
static void not_computed(void **state) {
    struct fixture *f = *state;
    struct pl_form form = make(f, "ᚠᚢᚦ", PL_NAME_PERSON); /* runes: no table */
    assert_int_equal(form.n, 0);
    form = make(f, "Ωνᚠσης", PL_NAME_PERSON); /* a rune in a Greek word */
    assert_int_equal(form.n, 0);
    form = make(f, "金ひらがな", PL_NAME_PERSON); /* Han and kana together */
    assert_int_equal(form.n, 0);
    form = make(f, "김正은", PL_NAME_PERSON);
    assert_int_equal(form.n, 0);
    form = make(f, "ㄱㄴㄷ", PL_NAME_PERSON); /* no syllables */
    assert_int_equal(form.n, 0);
    form = make(f, "漢\xF0\xA0\x80\x80", PL_NAME_PERSON); /* one character without a reading */
    for (size_t i = 0; i < form.n; i++) {
        assert_int_not_equal(form.readings[i].space, PL_SPACE_KOREAN);
    }
}

static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void check_form(const struct pl_form *form) {
    assert_true(form->n <= PL_FORM_MAX_READINGS);
    for (size_t i = 0; i < form->n; i++) {
        const struct pl_reading *r = &form->readings[i];
        assert_in_range(r->n, 1, PL_FORM_MAX_PARTS);
        assert_true(r->system[0] != 0);
        for (size_t k = 0; k < r->n; k++) {
            const struct pl_part *part = &r->parts[k];
            assert_true(part->key.n > 0 && part->text.n > 0 && part->cls < PL_PART_CLASS_COUNT);
            assert_true((size_t)part->at + part->n <= form->source.n);
            for (size_t b = 0; b < part->key.n; b++) {
                char c = part->key.p[b];
                bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == ' ' && part->cls != PL_PART_WORD);
                if (!fits) {
                    fail_msg("%.*s has the key %.*s by %s", (int)form->source.n, form->source.p, (int)part->key.n,
                             part->key.p, r->system);
                }
            }
        }
    }
}

/* Any bytes: no crash, keys in ASCII, the same again with another romaniser. */
static void any_bytes(void **state) {
    static const uint32_t starts[] = {0x20,   0x41,   0xC0,   0x370,  0x400,  0x530,   0x5D0,   0x620,  0x900,
                                      0xE00,  0x10A0, 0x1100, 0x3040, 0x30A0, 0x3400,  0x4E00,  0x9F00, 0xAC00,
                                      0xD700, 0xF900, 0xFB50, 0xFE70, 0xFF00, 0x1F1E6, 0x20000, 0x2000, 0x300};
    struct fixture *f = *state;
    struct pl_romaniser *other = NULL;
    struct pl_error err = {0};
    uint64_t seed = 0x9E3779B97F4A7C15u;
    assert_int_equal(pl_romaniser_open(&other, &err), 0);
    for (int round = 0; round < 20000; round++) {
        struct pl_arena_mark mark = pl_arena_mark(&f->arena);
        PL_BUF_AUTO text = {.max_bytes = PL_FORM_MAX_BYTES};
        size_t n = next_random(&seed) % 12;
        uint32_t start = starts[next_random(&seed) % COUNT(starts)];
        for (size_t i = 0; i < n; i++) {
            uint64_t r = next_random(&seed);
            if (r % 16 == 0) {
                start = starts[(r >> 8) % COUNT(starts)];
            }
            if (r % 50 == 1) {
                pl_buf_add_char(&text, (char)(r >> 16));
            } else if (r % 8 == 2) {
                pl_buf_add_char(&text, " -.,'/5"[(r >> 16) % 7]);
            } else {
                pl_utf8_add(&text, start + (uint32_t)((r >> 16) % 0x100));
            }
        }
        int kind = (int)(next_random(&seed) % PL_NAME_KINDS);
        struct pl_form a = {0};
        struct pl_form b = {0};
        assert_int_equal(
            pl_form_make(f->romaniser, pl_buf_str(&text), kind, PL_STR(""), PL_STR(""), &f->arena, &a, &err), 0);
        assert_int_equal(pl_form_make(other, pl_buf_str(&text), kind, PL_STR(""), PL_STR(""), &f->arena, &b, &err), 0);
        check_form(&a);
        assert_true(same_readings(&a, &b));
        pl_arena_rewind(&f->arena, mark);
    }
    pl_romaniser_close(other);
    pl_romaniser_close(NULL);
}

static void names_of_spaces(void **state) {
    (void)state;
    assert_string_equal(pl_space_name(PL_SPACE_KOREAN), "korean");
    assert_string_equal(pl_space_name(-1), "");
    assert_string_equal(pl_space_name(PL_SPACE_COUNT), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(company_forms),   cmocka_unit_test(numbers),      cmocka_unit_test(titles),
        cmocka_unit_test(ceilings),        cmocka_unit_test(growth),       cmocka_unit_test(memory_ends),
        cmocka_unit_test(invisible),       cmocka_unit_test(not_computed), cmocka_unit_test(any_bytes),
        cmocka_unit_test(names_of_spaces),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
