#include "names/common.h"

#include "base/ban.h"

struct word {
    const char *text;
    uint8_t n;
    uint8_t kind;
};

#define B(text)                                                                                                        \
    { text, sizeof(text) - 1, PL_COMMON_BUSINESS }
#define G(text)                                                                                                        \
    { text, sizeof(text) - 1, PL_COMMON_GIVEN }

// clang-format off
/* Sorted by word (a test looks). */
static const struct word WORDS[] = {
    G("abd"), G("abdallah"), G("abdel"), G("abdelaziz"), G("abdelkader"), G("abdul"), G("abdulaziz"), G("abdullah"),
    G("abdurrahman"), G("abu"), B("academy"), G("adel"), B("administration"), B("advanced"), B("aero"), B("aerospace"),
    B("aerotrust"), B("afghan"), B("africa"), B("african"), B("agency"), B("agent"), B("agricultural"),
    B("agriculture"), G("ahmad"), G("ahmed"), B("air"), B("aircraft"), B("aircrafts"), B("airline"), B("airlines"),
    B("airport"), B("airways"), G("aisha"), G("ait"), G("aleksandr"), G("alexander"), G("ali"), B("alliance"),
    B("america"), B("american"), G("amin"), G("amir"), G("ana"), B("and"), G("ander"), G("andrei"), G("andrey"),
    G("anna"), G("antonio"), B("arab"), B("asia"), B("asian"), B("asociacion"), B("associate"), B("associates"),
    B("association"), B("authority"), B("authorization"), B("auto"), B("automation"), B("aviation"), G("awad"),
    G("aziz"), G("bakr"), B("bank"), B("banking"), G("bashir"), B("battalion"), B("battalions"), B("bazaar"), G("ben"),
    G("bilal"), B("board"), B("branch"), B("bridge"), B("brigade"), B("brigades"), B("brother"), B("brothers"),
    B("bureau"), B("business"), B("capital"), B("cargo"), G("carlos"), B("carrier"), B("cement"), B("center"),
    B("central"), B("centre"), G("chang"), B("charitable"), B("charity"), B("chemical"), B("chemicals"), G("chen"),
    B("china"), B("chinese"), G("chol"), B("chongguk"), B("chonghoesa"), B("choson"), B("chosun"), G("christian"),
    B("city"), B("civil"), B("club"), B("college"), B("comercial"), B("comercializadora"), B("command"), B("commerce"),
    B("commercial"), B("commission"), B("committee"), B("communication"), B("communications"), B("community"),
    B("compagnie"), B("compania"), B("companies"), B("company"), B("complex"), B("computer"), B("computers"),
    B("concern"), B("conglomerate"), B("construction"), B("constructions"), B("consultancy"), B("consultants"),
    B("consulting"), B("container"), B("contracting"), B("control"), B("cooperation"), B("cooperative"),
    B("coordination"), B("corporate"), B("corporation"), B("corps"), B("council"), B("credit"), B("culture"),
    G("daniel"), G("david"), B("defence"), B("defense"), B("democratic"), B("department"), B("design"),
    B("development"), G("din"), B("directorate"), B("distribution"), B("distributors"), B("division"), G("dmitri"),
    G("dmitriy"), G("dmitry"), B("dprk"), B("east"), B("eastern"), G("ebrahim"), B("economic"), B("economy"),
    G("eduardo"), B("education"), G("el"), B("electric"), B("electrical"), B("electronic"), B("electronics"),
    G("elena"), B("energy"), B("engineering"), B("engineers"), B("enterprise"), B("enterprises"), B("equipment"),
    B("establishment"), B("exchange"), B("exhibition"), B("export"), B("exports"), B("faction"), B("factories"),
    B("factory"), G("fadel"), G("fahd"), G("faisal"), B("far"), G("farid"), G("fatima"), B("federal"), B("federation"),
    G("fernando"), B("fertilizer"), B("finance"), B("financial"), B("financiera"), B("first"), B("fishery"),
    B("fishing"), B("fleet"), B("food"), B("foods"), B("force"), B("forces"), B("foreign"), B("forwarding"),
    B("foundation"), G("francisco"), B("free"), B("freight"), B("front"), B("fuel"), B("fund"), B("fundacion"),
    B("furniture"), B("garment"), B("gas"), B("general"), G("george"), G("ghulam"), B("global"), B("gold"), B("golden"),
    B("gongsi"), B("gostar"), B("government"), B("great"), B("group"), B("grupo"), B("gulf"), B("guoji"), G("habib"),
    B("haeun"), G("haji"), G("hamad"), G("hamed"), G("hamid"), G("hamza"), G("haq"), G("hasan"), G("hassan"),
    B("headquarters"), B("heavy"), B("high"), G("hisham"), B("hoesa"), B("holding"), B("holdings"), B("home"),
    G("hosein"), B("hospital"), G("hossein"), B("hotel"), B("housing"), B("humanitarian"), G("husayn"), G("hussain"),
    G("hussein"), G("ibn"), G("ibrahim"), G("igor"), B("ihracat"), G("ihsan"), B("imp"), B("import"), B("imports"),
    B("industria"), B("industrial"), B("industries"), B("industry"), B("information"), B("infrastructure"),
    B("ingenieria"), B("inmobiliaria"), B("institute"), B("institution"), B("instrument"), B("insurance"),
    B("integrated"), B("inter"), B("internacional"), B("international"), B("inversiones"), B("investment"),
    B("investments"), B("iran"), B("iranian"), B("iraq"), B("iraqi"), B("islamic"), G("ismail"), B("ithalat"),
    G("ivan"), G("jabbar"), G("jaber"), G("jamal"), G("james"), G("javier"), B("jewelry"), B("jituan"), G("john"),
    B("joint"), G("jorge"), G("jose"), G("joseph"), B("journal"), G("juan"), G("kamal"), G("karim"), G("karimi"),
    G("khaled"), G("khalid"), G("khalil"), G("khan"), G("kim"), B("kompaniya"), B("korea"), B("korean"),
    B("laboratory"), B("land"), B("leasing"), G("lee"), G("li"), B("liberation"), B("life"), B("light"), B("lil"),
    B("line"), B("liner"), B("lines"), B("liquid"), G("liu"), B("logistic"), B("logistics"), B("lubricants"), G("luis"),
    B("machine"), B("machinery"), G("mahdi"), G("mahmood"), G("mahmoud"), G("mahmud"), G("majid"), B("makina"),
    G("malik"), B("management"), B("managing"), G("mansour"), B("manufacturing"), B("maoyi"), G("maria"), G("mariam"),
    G("marie"), B("marine"), B("maritime"), B("market"), B("marketing"), G("martin"), G("maryam"), B("maslahat"),
    B("materials"), B("mechanical"), B("media"), B("medical"), B("metal"), B("metals"), B("mezhdunarodnyi"),
    G("michael"), G("miguel"), G("mikhail"), B("military"), B("mineral"), B("minerals"), B("mining"), B("ministry"),
    B("mobile"), G("mohamad"), G("mohamed"), G("mohammad"), G("mohammed"), G("mohamud"), G("mohd"), B("money"),
    B("motor"), B("motors"), B("movement"), B("muassasa"), G("muhamad"), G("muhammad"), G("mullah"), G("musa"),
    G("mustafa"), B("muyok"), G("nabil"), G("nasir"), G("nasser"), G("natalia"), B("national"), B("natural"),
    B("nauchno"), B("navigation"), B("network"), B("networks"), B("new"), B("news"), G("nikolai"), G("nikolay"),
    G("noor"), B("north"), B("northern"), B("nuclear"), G("nur"), B("obshchestvo"), B("oceanic"), B("office"),
    B("offshore"), B("oil"), G("oleg"), G("olga"), G("omar"), B("operating"), B("operation"), B("operations"),
    B("operators"), B("organisation"), B("organization"), G("osama"), B("overseas"), B("owner"), G("pablo"),
    B("pacific"), G("pak"), G("park"), B("partnership"), B("party"), G("paul"), G("pavel"), G("pedro"), B("people"),
    B("peoples"), G("peter"), B("petrochemical"), B("petrochemicals"), B("petrol"), B("petroleum"), B("pharmaceutical"),
    B("pharmacy"), B("plant"), B("plastic"), B("police"), B("port"), B("ports"), B("power"), B("precision"),
    B("predpriyatie"), B("printing"), B("private"), B("procurement"), B("producers"), B("product"), B("production"),
    B("productions"), B("products"), B("proizvodstvennoe"), B("project"), B("projects"), B("properties"), B("property"),
    B("province"), B("public"), G("qasim"), G("rafael"), G("rahim"), G("rahman"), G("rahmat"), G("ramadan"),
    G("rashid"), G("ray"), B("real"), B("reconstruction"), B("red"), B("refinery"), B("regiment"), B("regional"),
    B("registered"), B("relief"), B("representative"), B("republic"), B("research"), B("resources"), B("retail"),
    B("revolutionary"), G("reza"), G("ri"), G("ricardo"), G("richard"), B("river"), G("robert"), G("roberto"),
    B("royal"), B("russia"), B("russian"), G("saad"), G("sadiq"), G("saeed"), B("safety"), G("said"), G("salah"),
    G("saleh"), G("salem"), B("sales"), G("salih"), G("salim"), G("salman"), G("sami"), G("samir"), B("sanayi"),
    B("sanayie"), B("satellite"), G("sayed"), G("sayyid"), B("sazman"), B("school"), B("science"), B("sciences"),
    B("scientific"), B("sea"), B("second"), B("security"), G("sergei"), G("sergey"), B("service"), B("services"),
    B("servicios"), G("shah"), G("shaikh"), B("sharekat"), B("sharika"), B("sharikat"), G("sheikh"), B("sherkat"),
    B("ship"), B("shipmanagement"), B("shipping"), B("shipyard"), B("shipyards"), G("singh"), B("sirketi"), B("sky"),
    B("sociedad"), B("societe"), B("society"), B("solution"), B("solutions"), B("south"), B("southern"), B("space"),
    B("special"), B("spinning"), B("sports"), B("star"), B("state"), B("station"), B("steel"), B("stock"), B("storage"),
    B("store"), B("stores"), B("strategic"), B("structure"), B("studio"), B("supply"), B("support"), B("swiss"),
    G("syed"), B("syria"), B("syrian"), B("system"), B("systems"), G("taha"), B("tank"), B("tanker"), B("tankers"),
    G("tariq"), B("technical"), B("technique"), B("technological"), B("technologies"), B("technology"), B("telecom"),
    B("telecommunication"), B("telecommunications"), B("textile"), B("textiles"), G("thomas"), B("ticaret"),
    B("tijara"), B("tijarat"), B("tobacco"), B("torgovaya"), B("torgovyi"), B("tourism"), B("trade"), B("trader"),
    B("traders"), B("trading"), B("training"), B("transfer"), B("transit"), B("transport"), B("transportation"),
    B("transportes"), B("transports"), B("travel"), B("trust"), B("turbine"), G("umar"), B("unhaeng"), B("unified"),
    B("union"), B("unit"), B("united"), B("universal"), B("university"), G("usman"), B("venture"), B("vessel"),
    G("vladimir"), G("wali"), G("walid"), G("wang"), B("warehouse"), B("water"), B("weapons"), B("welfare"), B("west"),
    B("western"), B("wholesale"), G("william"), B("women"), B("wood"), B("workers"), B("works"), B("world"),
    B("worldwide"), G("yahia"), G("yahya"), G("yousef"), G("youssef"), B("youth"), B("youxian"), G("yuri"), G("yury"),
    G("yusuf"), G("zaid"), B("zavod"), G("zhang"), B("zone"),
};
// clang-format on

static const size_t WORD_COUNT = sizeof WORDS / sizeof WORDS[0];

static bool is_patronymic(pl_str word) {
    static const char *const ENDINGS[] = {"ovich", "evich", "ovych", "evych", "ovic", "ovna", "evna",
                                          "ivna",  "avich", "yevna", "oglu",  "ogly", "uulu", "qizi"};
    for (size_t i = 0; i < sizeof ENDINGS / sizeof ENDINGS[0] && word.n >= 6; i++) {
        if (pl_str_ends(word, pl_str_from(ENDINGS[i]))) {
            return true;
        }
    }
    return false;
}

int pl_common_of(pl_str word) {
    size_t low = 0;
    size_t high = WORD_COUNT;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = pl_str_cmp(word, pl_str_make(WORDS[middle].text, WORDS[middle].n));
        if (order == 0) {
            return WORDS[middle].kind;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return is_patronymic(word) ? PL_COMMON_PATRONYMIC : PL_COMMON_NOT;
}

size_t pl_common_count(void) { return WORD_COUNT; }

pl_str pl_common_word(size_t i, int *ret_kind) {
    *ret_kind = WORDS[i].kind;
    return pl_str_make(WORDS[i].text, WORDS[i].n);
}
