/* The kinds of filings and their fields. */
#include "evidence/filing.h"

#include "base/ban.h"

#define TEXT(name, text)                                                                                               \
    { name, PL_FILING_TEXT, false, NULL, text }
#define NEED(name, text)                                                                                               \
    { name, PL_FILING_TEXT, true, NULL, text }
#define WORD(name, words, text)                                                                                        \
    { name, PL_FILING_WORD, false, words, text }
#define NEEDWORD(name, words, text)                                                                                    \
    { name, PL_FILING_WORD, true, words, text }
#define YES(name, text)                                                                                                \
    { name, PL_FILING_YES, false, NULL, text }
#define WHEN(name, text)                                                                                               \
    { name, PL_FILING_WHEN, false, NULL, text }
#define DAY(name, text)                                                                                                \
    { name, PL_FILING_DAY, false, NULL, text }
#define NUMBER(name, text)                                                                                             \
    { name, PL_FILING_NUMBER, false, NULL, text }
#define COUNT(name, text)                                                                                              \
    { name, PL_FILING_COUNT, false, NULL, text }
#define QUANTITY(name, text)                                                                                           \
    { name, PL_FILING_QUANTITY, false, NULL, text }
#define REF(name, letters, text)                                                                                       \
    { name, PL_FILING_REF, false, letters, text }
#define NEEDREF(name, letters, text)                                                                                   \
    { name, PL_FILING_REF, true, letters, text }
#define REFS(name, letters, text)                                                                                      \
    { name, PL_FILING_REFS, false, letters, text }
#define NEEDREFS(name, letters, text)                                                                                  \
    { name, PL_FILING_REFS, true, letters, text }
#define HASH(name, text)                                                                                               \
    { name, PL_FILING_HASH, false, NULL, text }
#define POSITION                                                                                                       \
    {"lat", PL_FILING_LAT, false, NULL, "latitude, degrees north"},                                                    \
        {"lon", PL_FILING_LON, false, NULL, "longitude, degrees east"},                                                \
        NUMBER("accuracy_m", "how far off the place may be, metres"), TEXT("place", "the place in words")
#define END                                                                                                            \
    { NULL, 0, false, NULL, NULL }

#define SUBJECTS "vessel|person|company|aircraft|train|vehicle|site|item|account|wallet|other"

const struct pl_filing_field pl_filing_common[] = {
    TEXT("label", "a name for this filing, unique in the case: letters, digits, - _ ."),
    TEXT("by", "who says so; the case's person where not said"),
    TEXT("text", "notes in words"),
    END,
};

static const struct pl_filing_field SOURCE[] = {
    NEED("alias", "what the source is called in the case; of a human source never the real name"),
    NEEDWORD("kind", "state|agency|un|ngo|press|company|registry|port|open-source|human|sensor|feed|leak|court|other",
             "what it is"),
    TEXT("party", "the collecting party: who gathers through it (a state, an organisation)"),
    TEXT("upstream", "what it rests on in turn, where known: the same word means the same leak, feed or satellite"),
    YES("protected", "its identity is withheld; the reason stands in `reason`"),
    TEXT("reason", "why the identity is withheld"),
    TEXT("language", "of what it says"),
    END,
};

static const struct pl_filing_field GRADE[] = {
    NEEDREF("about", "SIOC", "a source (reliability), or an item, observation or claim (credibility)"),
    WORD("reliability", "A|B|C|D|E|F", "of a source; F: cannot be judged"),
    WORD("credibility", "1|2|3|4|5|6", "of information; 6: cannot be judged"),
    NEED("basis", "why"),
    DAY("day", "of the judgement"),
    END,
};

static const struct pl_filing_field ITEM[] = {
    NEED("title", "what it is"),
    REF("source", "S", "who it is from"),
    TEXT("name", "the file's name as received"),
    COUNT("bytes", "the file's size"),
    HASH("sha256", "the file as received, an object of the case"),
    TEXT("media", "media type, as found"),
    WHEN("published", "when it was published"),
    WHEN("received", "when it was received, as claimed"),
    TEXT("collector", "who collected it"),
    TEXT("url", "where it was found"),
    TEXT("language", "of its text"),
    TEXT("content", "what it says, in the original words"),
    TEXT("translation", "the same in the case's language"),
    TEXT("translator", "who translated"),
    TEXT("upstream", "what it rests on in turn: the same word means the same leak, feed or satellite pass"),
    END,
};

static const struct pl_filing_field CUSTODY[] = {
    NEEDREF("item", "I", "the exhibit"),
    NEEDWORD("action", "received|copied|transferred|examined|sealed|opened|returned|destroyed", "what was done"),
    TEXT("from", "who gave it"),
    TEXT("to", "who took it"),
    WHEN("when", "when"),
    TEXT("place", "where it is kept"),
    END,
};

static const struct pl_filing_field DERIVATION[] = {
    NEEDREF("child", "IOCS", "what rests on the other"),
    NEEDREF("parent", "IOCS", "what it rests on"),
    NEEDWORD("as", "primary|quotation|translation|revision|redaction|copy-suspected|copy-confirmed|common-upstream",
             "how"),
    TEXT("basis", "why this is thought"),
    END,
};

static const struct pl_filing_field OBSERVATION[] = {
    NEEDWORD("as",
             "sighting|interview|inspection|image-count|registry|port-call|customs|rail|flight|debris|transaction",
             "what kind of witness"),
    WORD("subject_kind", SUBJECTS, "what was observed"),
    TEXT("subject", "its name, as the witness gave it"),
    TEXT("imo", "IMO number, as given"),
    TEXT("mmsi", "MMSI, as given"),
    TEXT("callsign", "call sign"),
    TEXT("flag", "flag, as given"),
    TEXT("registration", "other mark or number: tail, wagon, container, account, wallet"),
    POSITION,
    WHEN("observed", "when, or from when"),
    WHEN("observed_end", "until when"),
    WHEN("reported", "when it was reported"),
    WHEN("received", "when it was received, as claimed"),
    TEXT("method", "how: eye, photograph, radar, satellite image, document, hearing ..."),
    TEXT("platform", "aircraft, ship, satellite, post"),
    TEXT("observer", "alias of who observed"),
    REF("source", "S", "who it is from"),
    TEXT("collector", "the collecting party"),
    TEXT("upstream", "satellite pass, feed or leak it comes from: the same word means the same one"),
    QUANTITY("quantity", "how much or how many"),
    TEXT("item", "of what"),
    TEXT("from_place", "where from"),
    TEXT("to_place", "where to"),
    TEXT("counterparty", "the other side: owner, consignee, partner ship, account"),
    TEXT("document", "number of the paper: declaration, registration, bill of lading"),
    TEXT("seen_name", "the name as it was read off the hull or photograph"),
    TEXT("seen_imo", "the number as it was read"),
    TEXT("seen_marks", "other marks as they were read"),
    TEXT("concluded", "what was concluded from them"),
    WORD("consent", "public|members|team|none", "of an interviewed person: to whom it may go"),
    TEXT("consent_limits", "what it may not be used for"),
    TEXT("interpreter", "alias"),
    TEXT("language", "of the original"),
    TEXT("original", "the words as they were said or written"),
    TEXT("translation", "the same in the case's language"),
    TEXT("translator", "who translated"),
    REFS("attachments", "I", "exhibits that belong to it"),
    END,
};

static const struct pl_filing_field CLAIM[] = {
    TEXT("topic", "what it is about: claims of one topic are compared"),
    TEXT("who", "who did it"),
    TEXT("who_imo", "where that is a ship: IMO number, as given"),
    TEXT("did", "what was done"),
    TEXT("what", "to or with what; which model"),
    TEXT("whom", "with or for whom"),
    QUANTITY("quantity", "how much or how many"),
    TEXT("condition", "what the number assumes"),
    POSITION,
    WHEN("start", "when, or from when"),
    WHEN("end", "until when"),
    TEXT("how", "how it was observed"),
    REF("source", "S", "who claims it; absent: the case itself"),
    WHEN("said", "when it was claimed"),
    END,
};

static const struct pl_filing_field SUPPORT[] = {
    NEEDREF("claim", "C", "the claim"),
    NEEDREF("evidence", "IOCE", "an item, observation, other claim or event"),
    WORD("stance", "for|against|neutral", "for where not said"),
    TEXT("passage", "page, row, time or words in it"),
    END,
};

static const struct pl_filing_field FINDING[] = {
    NEED("statement", "the sentence"),
    NEEDREFS("claims", "C", "what it rests on"),
    TEXT("accused", "the person, company or ship that it names, by `;`"),
    WORD("accused_kind", "person|company|vessel|none", "what it names"),
    TEXT("measure", "which paragraph applied, entered by hand"),
    WORD("measure_state", "unverified|verified", "whether its wording and dates were checked"),
    TEXT("source_withheld", "why a source is not named"),
    WHEN("shown", "when the evidence was shown to those named"),
    WORD("documents", "verified|unverified|none", "whether its documents were verified"),
    TEXT("why_no_reply", "why no reply was asked"),
    END,
};

static const struct pl_filing_field REVIEW[] = {
    NEEDREF("about", "FRC", "a finding, report or claim"),
    NEEDWORD("verdict", "approve|object|dissent", "of the reviewer"),
    TEXT("party", "for which participant"),
    END,
};

static const struct pl_filing_field LETTER[] = {
    NEEDWORD("template", "request|reply|flag-registry|insurer|port|correction", "which template"),
    NEED("to", "to whom"),
    REF("about", "FCR", "what it is about"),
    DAY("dated", "the day on the letter"),
    DAY("due", "the last day for an answer"),
    HASH("sha256", "the letter as text, an object of the case"),
    COUNT("bytes", "its size"),
    END,
};

static const struct pl_filing_field SENDING[] = {
    NEEDREF("letter", "L", "the letter"),
    WHEN("when", "when it was sent"),
    TEXT("way", "by post, mail, mission ..."),
    END,
};

static const struct pl_filing_field REPLY[] = {
    REF("letter", "L", "the letter that it answers"),
    REFS("about", "FC", "what it answers, where no letter was sent"),
    NEED("from", "who replies"),
    WHEN("received", "when it came"),
    WORD("stance", "denies|admits|explains|other", "what it says, in short"),
    TEXT("words", "the reply itself"),
    REFS("items", "I", "what came with it"),
    TEXT("assessment", "how credible it is, and why"),
    TEXT("assessor", "who judged that"),
    END,
};

static const struct pl_filing_field CORRECTION[] = {
    NEEDREF("about", "FCR", "what was wrong"),
    NEED("was", "what it said"),
    NEED("is", "what is right"),
    TEXT("statement", "the id of the sentence in a report"),
    DAY("day", "of the correction"),
    END,
};

static const struct pl_filing_field OUTCOME[] = {
    NEEDREF("finding", "F", "the finding"),
    NEEDWORD("what",
             "notified|replied|detained|released|listed|delisted|deflagged|insurance-withdrawn|prosecuted|convicted|"
             "acquitted|forfeited|reoffended|none",
             "what followed"),
    TEXT("authority", "who did it"),
    WHEN("when", "when"),
    TEXT("place", "where"),
    REFS("items", "I", "what shows it"),
    END,
};

static const struct pl_filing_field REPORT[] = {
    NEED("title", "of the report"),
    TEXT("name", "the file's name"),
    {"sha256", PL_FILING_HASH, true, NULL, "its Markdown, an object of the case"},
    COUNT("bytes", "its size"),
    TEXT("replaces", "the report entry that this revises"),
    END,
};

const struct pl_filing_kind pl_filing_kinds[] = {
    {"source", 'S', "someone or something that says things", SOURCE},
    {"grade", 'G', "a named person's judgement of a source or of information", GRADE},
    {"item", 'I', "an exhibit: a document, photograph, page or file", ITEM},
    {"custody", 'H', "what was done with an exhibit", CUSTODY},
    {"derivation", 'D', "how one thing rests on another", DERIVATION},
    {"observation", 'O', "a dated, placed sighting by a named method", OBSERVATION},
    {"claim", 'C', "who did what, where, when, how much", CLAIM},
    {"support", 'P', "what speaks for or against a claim", SUPPORT},
    {"finding", 'F', "a statement that rests on claims and may be reviewed", FINDING},
    {"review", 'V', "what a second person says of a finding or report", REVIEW},
    {"letter", 'L', "a letter that asks, notifies or answers", LETTER},
    {"sending", 'N', "a letter was sent", SENDING},
    {"reply", 'Y', "what those named answered", REPLY},
    {"correction", 'X', "what was wrong and is put right", CORRECTION},
    {"outcome", 'U', "what followed a violation", OUTCOME},
    {"report", 'R', "the text of a report", REPORT},
    {NULL, 0, NULL, NULL},
};
