/* Company forms in many languages, each with one canonical form, so that "Co., Ltd." and "Company Limited", or OOO and
 * LLC, are the same. The table is ours, from the company laws' own abbreviations; sorted bytewise. */
#include "names/form_in.h"

#include "base/ban.h"

/* clang-format off */
static const struct pl_lexeme forms[] = {
    {"a d", "dd"}, {"a o", "as"}, {"a s", "as"}, {"aat", "jsc"}, {"ab", "ab"}, {"ad", "dd"}, {"ag", "ag"},
    {"aktiebolag", "ab"}, {"aktiengesellschaft", "ag"}, {"aktsionernoe obshchestvo", "jsc"},
    {"aktsionernoye obshchestvo", "jsc"}, {"allmennaksjeselskap", "asa"}, {"ano", "nko"}, {"anonim sirketi", "as"},
    {"anpartsselskab", "aps"}, {"anstalt", "est"}, {"ao", "jsc"}, {"aps", "aps"}, {"as", "as"}, {"asa", "asa"},
    {"berhad", "sdn bhd"}, {"besloten vennootschap", "bv"}, {"bhd", "sdn bhd"}, {"bsc", "jsc"}, {"bv", "bv"},
    {"bvba", "bv"}, {"chusik hoesa", "hoesa"}, {"chusikhoesa", "hoesa"}, {"cia", "co"}, {"cie", "co"},
    {"cjsc", "jsc"}, {"closed joint stock co", "jsc"}, {"closed joint stock company", "jsc"}, {"co", "co"},
    {"co limited", "co ltd"}, {"co ltd", "co ltd"}, {"coltd", "co ltd"}, {"comp", "co"}, {"compagnie", "co"},
    {"companhia", "co"}, {"compania", "co"}, {"companies", "co"}, {"company", "co"}, {"company limited", "co ltd"},
    {"company ltd", "co ltd"}, {"corp", "corp"}, {"corpn", "corp"}, {"corporacao", "corp"}, {"corporacion", "corp"},
    {"corporation", "corp"}, {"cv", "cv"}, {"d d", "dd"}, {"d o o", "doo"}, {"dd", "dd"}, {"dmcc", "dmcc"},
    {"dmcest", "dmcc"}, {"doo", "doo"}, {"drustvo s ogranicenom odgovornoscu", "doo"},
    {"drustvo sa ogranicenom odgovornoscu", "doo"}, {"eingetragener verein", "ev"}, {"eireli", "eirl"},
    {"eirl", "eirl"}, {"eood", "ood"}, {"est", "est"}, {"establishment", "est"}, {"establishments", "est"},
    {"etablissement", "est"}, {"etablissements", "est"}, {"eurl", "sarl"}, {"ev", "ev"},
    {"federal state unitary enterprise", "fgup"}, {"fgup", "fgup"}, {"free zone company", "fzco"},
    {"free zone establishment", "fze"}, {"free zone llc", "fz llc"}, {"fz llc", "fz llc"}, {"fzc", "fzco"},
    {"fzco", "fzco"}, {"fze", "fze"}, {"fzllc", "fz llc"}, {"ges m b h", "gmbh"},
    {"gesellschaft mit beschrankter haftung", "gmbh"}, {"ggmbh", "gmbh"}, {"gk", "gk"}, {"gmbh", "gmbh"},
    {"gmbh and co kg", "gmbh"}, {"gmbh co kg", "gmbh"}, {"godo kaisha", "gk"}, {"gongsi", "youxian gongsi"},
    {"gufen youxian gongsi", "youxian gongsi"}, {"gup", "fgup"}, {"hoesa", "hoesa"}, {"hoisa", "hoesa"},
    {"inc", "inc"}, {"incorporated", "inc"}, {"incorporation", "inc"}, {"ip", "ip"}, {"joint stock", "jsc"},
    {"joint stock co", "jsc"}, {"joint stock company", "jsc"}, {"js co", "jsc"}, {"jsc", "jsc"}, {"jsco", "jsc"},
    {"jusik hoesa", "hoesa"}, {"jusikhoesa", "hoesa"}, {"kabushiki gaisha", "kk"}, {"kabushiki kaisha", "kk"},
    {"kabushikikaisha", "kk"}, {"kft", "kft"}, {"kg", "kg"}, {"kk", "kk"}, {"kommanditgesellschaft", "kg"},
    {"korlatolt felelossegu tarsasag", "kft"}, {"ksc", "jsc"}, {"kscp", "jsc"}, {"lc", "llc"}, {"limitada", "ltd"},
    {"limited", "ltd"}, {"limited co", "co ltd"}, {"limited company", "co ltd"}, {"limited liability co", "llc"},
    {"limited liability company", "llc"}, {"limited liability corporation", "llc"},
    {"limited liability partnership", "llp"}, {"limited liability partnership company", "llc"},
    {"limited partnership", "lp"}, {"limited sirketi", "ltd"}, {"limited sti", "ltd"}, {"limitee", "ltd"},
    {"llc", "llc"}, {"llc company", "llc"}, {"llp", "llp"}, {"lp", "lp"}, {"ltd", "ltd"}, {"ltd co", "co ltd"},
    {"ltd company", "co ltd"}, {"ltd sti", "ltd"}, {"ltda", "ltd"}, {"ltee", "ltd"}, {"mbh", "gmbh"}, {"mchj", "llc"},
    {"mmc", "llc"}, {"naamloze vennootschap", "nv"}, {"nko", "nko"}, {"nv", "nv"}, {"nyrt", "zrt"}, {"oao", "jsc"},
    {"obschestvo s ogranichennoi otvetstvennostyu", "llc"}, {"obshchestvo s ogranichennoy otvetstvennostyu", "llc"},
    {"ojsc", "jsc"}, {"ood", "ood"}, {"ooo", "llc"}, {"open joint stock co", "jsc"},
    {"open joint stock company", "jsc"}, {"osakeyhtio", "oy"}, {"osoo", "llc"},
    {"otkrytoe aktsionernoe obshchestvo", "jsc"}, {"otkrytoye aktsionernoye obshchestvo", "jsc"}, {"oy", "oy"},
    {"oy ab", "oy"}, {"oyj", "oy"}, {"p ltd", "pvt ltd"}, {"pao", "jsc"}, {"pat", "jsc"}, {"pcl", "plc"},
    {"perseroan terbatas", "pt"}, {"pjs", "jsc"}, {"pjsc", "jsc"}, {"plc", "plc"}, {"prat", "jsc"},
    {"private joint stock company", "jsc"}, {"private limited", "pvt ltd"}, {"private limited company", "pvt ltd"},
    {"private ltd", "pvt ltd"}, {"prjsc", "jsc"}, {"proprietary limited", "pvt ltd"}, {"psc", "jsc"}, {"pt", "pt"},
    {"pte", "pvt ltd"}, {"pte limited", "pvt ltd"}, {"pte ltd", "pvt ltd"}, {"pty", "pvt ltd"},
    {"pty limited", "pvt ltd"}, {"pty ltd", "pvt ltd"}, {"publ ab", "ab"}, {"public co ltd", "plc"},
    {"public company limited", "plc"}, {"public joint stock co", "jsc"}, {"public joint stock company", "jsc"},
    {"public limited company", "plc"}, {"publichnoe aktsionernoe obshchestvo", "jsc"},
    {"publichnoye aktsionernoye obshchestvo", "jsc"}, {"pvt", "pvt ltd"}, {"pvt limited", "pvt ltd"},
    {"pvt ltd", "pvt ltd"}, {"qsc", "jsc"}, {"rt", "zrt"}, {"s de rl", "srl"}, {"s de rl de cv", "srl"},
    {"s r o", "sro"}, {"sa", "sa"}, {"sa de cv", "sa"}, {"saa", "sa"}, {"sab de cv", "sa"}, {"sac", "sa"},
    {"sae", "sa"}, {"saic", "sa"}, {"sal", "sa"}, {"saoc", "jsc"}, {"saog", "jsc"}, {"sapi de cv", "sa"},
    {"sarl", "sarl"}, {"sarlu", "sarl"}, {"sas", "sas"}, {"sasu", "sas"}, {"sdn", "sdn bhd"}, {"sdn bhd", "sdn bhd"},
    {"se", "se"}, {"sendirian berhad", "sdn bhd"}, {"sharika", "sti"}, {"sharikat", "sti"}, {"sherkat", "sti"},
    {"sherkat e", "sti"}, {"sherkate", "sti"}, {"shirkat", "sti"}, {"sirket", "sti"}, {"sirketi", "sti"},
    {"slu", "srl"}, {"snc", "snc"}, {"sociedad anonima", "sa"}, {"sociedad anonima cerrada", "sa"},
    {"sociedad anonima de capital variable", "sa"}, {"sociedad de responsabilidad limitada", "srl"},
    {"sociedad limitada", "srl"}, {"sociedade anonima", "sa"}, {"societa a responsabilita limitata", "srl"},
    {"societa per azioni", "spa"}, {"societas europaea", "se"}, {"societe a responsabilite limitee", "sarl"},
    {"societe anonyme", "sa"}, {"societe en nom collectif", "snc"}, {"societe par actions simplifiee", "sas"},
    {"sp z o o", "spzoo"}, {"sp z oo", "spzoo"}, {"spa", "spa"}, {"spol s r o", "sro"}, {"spol sro", "sro"},
    {"spolka z ograniczona odpowiedzialnoscia", "spzoo"}, {"spzoo", "spzoo"}, {"srl", "srl"}, {"srls", "srl"},
    {"sro", "sro"}, {"state unitary enterprise", "fgup"}, {"sti", "sti"}, {"stock company", "jsc"}, {"suarl", "sarl"},
    {"tbk", "tbk"}, {"tnhh", "ltd"}, {"too", "llc"}, {"tov", "llc"},
    {"tovarystvo z obmezhenoyu vidpovidalnistyu", "llc"}, {"vat", "jsc"}, {"with limited liability", "wll"},
    {"wll", "wll"}, {"yk", "gk"}, {"youxian gongsi", "youxian gongsi"}, {"youxian zeren gongsi", "youxian gongsi"},
    {"youxiangongsi", "youxian gongsi"}, {"yugen gaisha", "gk"}, {"yugen kaisha", "gk"}, {"yuhan hoesa", "hoesa"},
    {"zakrytoe aktsionernoe obshchestvo", "jsc"}, {"zakrytoye aktsionernoye obshchestvo", "jsc"}, {"zao", "jsc"},
    {"zrt", "zrt"},};

/* Forms in other scripts, longest first within a script. glued: also written without a space, at either end of the name.
 * alone: only where it is a word of its own, as in (주). */
static const struct {
    uint32_t c[9];
    const char *canonical;
    bool glued, alone;
} foreign[] = {
    {{0xC8FC,0xC2DD,0xD68C,0xC0AC}, "co ltd", true, false}, /* 주식회사 */
    {{0xC720,0xD55C,0xCC45,0xC784,0xD68C,0xC0AC}, "llc", true, false}, /* 유한책임회사 */
    {{0xC720,0xD55C,0xD68C,0xC0AC}, "llc", true, false}, /* 유한회사 */
    {{0xD569,0xC790,0xD68C,0xC0AC}, "lp", true, false}, /* 합자회사 */
    {{0xCD1D,0xD68C,0xC0AC}, "corp", true, false}, /* 총회사 */
    {{0xD68C,0xC0AC}, "co", true, false}, /* 회사 */
    {{0xC8FC}, "co ltd", false, true}, /* 주 */
    {{0xC720}, "llc", false, true}, /* 유 */
    {{0x80A1,0x4EFD,0x6709,0x9650,0x516C,0x53F8}, "co ltd", true, false}, /* 股份有限公司 */
    {{0x6709,0x9650,0x8D23,0x4EFB,0x516C,0x53F8}, "llc", true, false}, /* 有限责任公司 */
    {{0x6709,0x9650,0x8CAC,0x4EFB,0x516C,0x53F8}, "llc", true, false}, /* 有限責任公司 */
    {{0x6709,0x9650,0x516C,0x53F8}, "co ltd", true, false}, /* 有限公司 */
    {{0x603B,0x516C,0x53F8}, "corp", true, false}, /* 总公司 */
    {{0x7E3D,0x516C,0x53F8}, "corp", true, false}, /* 總公司 */
    {{0x5206,0x516C,0x53F8}, "branch", true, false}, /* 分公司 */
    {{0x516C,0x53F8}, "co", true, false}, /* 公司 */
    {{0x682A,0x5F0F,0x4F1A,0x793E}, "co ltd", true, false}, /* 株式会社 */
    {{0x682A,0x5F0F,0x6703,0x793E}, "co ltd", true, false}, /* 株式會社 */
    {{0x6709,0x9650,0x4F1A,0x793E}, "llc", true, false}, /* 有限会社 */
    {{0x6709,0x9650,0x6703,0x793E}, "llc", true, false}, /* 有限會社 */
    {{0x5408,0x540C,0x4F1A,0x793E}, "llc", true, false}, /* 合同会社 */
    {{0x5408,0x8CC7,0x4F1A,0x793E}, "lp", true, false}, /* 合資会社 */
    {{0x4F1A,0x793E}, "co", true, false}, /* 会社 */
    {{0x6703,0x793E}, "co", true, false}, /* 會社 */
    {{0x682A}, "co ltd", false, true}, /* 株 */
    {{0x634,0x631,0x643,0x629}, "co", false, true}, /* شركة */
    {{0x634,0x631,0x6A9,0x62A}, "co", false, true}, /* شرکت */
    {{0x627,0x644,0x634,0x631,0x643,0x629}, "co", false, true}, /* الشركة */
    {{0x645,0x624,0x633,0x633,0x629}, "est", false, true}, /* مؤسسة */
    {{0x627,0x644,0x645,0x624,0x633,0x633,0x629}, "est", false, true}, /* المؤسسة */
    {{0x630,0x645,0x645}, "llc", false, true}, /* ذمم */
    {{0x645,0x633,0x627,0x647,0x645,0x629}, "jsc", false, true}, /* مساهمة */
    {{0x644, 0x645, 0x62A, 0x62F}, "ltd", false, true}, /* لمتد */
    {{0x644, 0x6CC, 0x645, 0x6CC, 0x62A, 0x62F}, "ltd", false, true}, /* لیمیتد */
    {{0x644, 0x64A, 0x645, 0x62A, 0x62F}, "ltd", false, true}, /* ليمتد */
    {{0x6A9, 0x645, 0x67E, 0x646, 0x6CC}, "co", false, true}, /* کمپنی */
    {{0x43E,0x43E,0x43E}, "llc", false, true}, /* ооо */
    {{0x43E,0x430,0x43E}, "jsc", false, true}, /* оао */
    {{0x437,0x430,0x43E}, "jsc", false, true}, /* зао */
    {{0x43F,0x430,0x43E}, "jsc", false, true}, /* пао */
    {{0x430,0x43E}, "jsc", false, true}, /* ао */
    {{0x442,0x43E,0x432}, "llc", false, true}, /* тов */
    {{0x432,0x430,0x442}, "jsc", false, true}, /* ват */
    {{0x43F,0x430,0x442}, "jsc", false, true}, /* пат */
    {{0x438,0x43F}, "ip", false, true}, /* ип */
    {{0x442,0x43E,0x43E}, "llc", false, true}, /* тоо */
    {{0x444,0x433,0x443,0x43F}, "fgup", false, true}, /* фгуп */
    {{0x447,0x43F}, "ip", false, true}, /* чп */
    {{0x5D7,0x5D1,0x5E8,0x5D4}, "co", false, true}, /* חברה */
    {{0x5D1,0x5E2,0x5DE}, "ltd", false, true}, /* בעמ */
    {{0xE1A,0xE23,0xE34,0xE29,0xE31,0xE17}, "co", false, true}, /* บริษัท */
    {{0xE08,0xE33,0xE01,0xE31,0xE14}, "ltd", false, true}, /* จำกัด */
    {{0x3B5,0x3C4,0x3B1,0x3B9,0x3C1,0x3B5,0x3B9,0x3B1}, "co", false, true}, /* εταιρεια */
    {{0x3B1,0x3B5}, "sa", false, true}, /* αε */
    {{0x3B5,0x3C0,0x3B5}, "llc", false, true}, /* επε */};
/* clang-format on */

#define COUNT(table) (sizeof(table) / sizeof *(table))

size_t pl_company_at(const struct pl_word *w, size_t n, pl_str *ret_canonical, bool *ret_short) {
    if (w->script == PL_WRITTEN_LATIN) {
        size_t taken = pl_lexeme_at(forms, COUNT(forms), w, n, ret_canonical);
        *ret_short = taken == 1 && w->latin.n <= 3;
        return taken;
    }
    *ret_short = false;
    for (size_t i = 0; i < COUNT(foreign); i++) {
        size_t k = 0;
        while (k < w->n && k < 8 && foreign[i].c[k] == w->c[k]) {
            k++;
        }
        if (k > 0 && k == w->n && foreign[i].c[k] == 0) {
            *ret_short = foreign[i].c[4] == 0 && w->c[0] < 0x3000;
            *ret_canonical = pl_str_from(foreign[i].canonical);
            return 1;
        }
    }
    return 0;
}

bool pl_company_joined(pl_str letters) {
    pl_str canonical;
    return letters.n > 1 && pl_lexeme_is(forms, COUNT(forms), letters, &canonical);
}

static size_t length(const uint32_t *c) {
    size_t n = 0;
    while (c[n] != 0) {
        n++;
    }
    return n;
}

static size_t glued(const uint32_t *c, size_t n, bool tail, pl_str *ret_canonical) {
    for (size_t i = 0; i < COUNT(foreign); i++) {
        size_t k = foreign[i].glued ? length(foreign[i].c) : 0;
        if (k > 0 && k <= n && memcmp(tail ? c + n - k : c, foreign[i].c, k * sizeof *c) == 0) {
            *ret_canonical = pl_str_from(foreign[i].canonical);
            return k < n ? k : 0; /* a word that is a form is not cut */
        }
    }
    return 0;
}

size_t pl_company_cjk_tail(const uint32_t *c, size_t n, pl_str *ret_canonical) {
    return glued(c, n, true, ret_canonical);
}

size_t pl_company_cjk_head(const uint32_t *c, size_t n, pl_str *ret_canonical) {
    return glued(c, n, false, ret_canonical);
}

bool pl_company_sorted(void) { return pl_lexeme_sorted(forms, COUNT(forms)); }
