/* Commands that file one thing each: sources, grades, exhibits, derivations, observations, claims and findings. */
#include "cmd/filing_cmd.h"

#include "base/ban.h"

#define RUN(name, letter, ...)                                                                                         \
    static int run_##name(const struct pl_args *args) {                                                                \
        static const char *const PLACES[] = {__VA_ARGS__};                                                             \
        return pl_cmd_file(args, letter, PLACES);                                                                      \
    }

RUN(source, 'S', "alias", NULL)
RUN(grade, 'G', "about", NULL)
RUN(item, 'I', "FILE", NULL)
RUN(custody, 'H', "item", NULL)
RUN(derive, 'D', "child", "parent", NULL)
RUN(observe, 'O', NULL)
RUN(claim, 'C', NULL)
RUN(support, 'P', "claim", "evidence", NULL)
RUN(finding, 'F', "statement", NULL)
RUN(review, 'V', "about", NULL)
RUN(outcome, 'U', "finding", NULL)
RUN(correction, 'X', "about", NULL)
RUN(sending, 'N', "letter", NULL)
RUN(reply, 'Y', "letter", NULL)

const struct pl_cmd pl_cmd_source_add = {
    .name = "source add",
    .summary = "file a source by its alias: who or what says things, and who collects through it",
    .text = "A human source is known by its alias alone. `--upstream` names what it rests on in turn: sources of one "
            "upstream (one leak, one satellite, one feed) count as one origin.",
    .opts = PL_CMD_FILING_OPTIONS(SOURCE),
    .args = (const struct pl_arg[]){{"ALIAS", "what it is called in the case", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case source add patrol-7 --kind agency --party \"State A\"",
                                      "a patrol of a member", NULL},
    .needs_case = true,
    .run = run_source,
};

const struct pl_cmd pl_cmd_grade = {
    .name = "grade",
    .summary = "grade a source (A to F) or information (1 to 6), with a basis",
    .text = "Admiralty code: two axes, judged apart. F and 6 say that it cannot be judged; they are no middle. Grade 1 "
            "is refused unless two origins without a common ancestor, from two collecting parties, stand behind it.",
    .opts = PL_CMD_FILING_OPTIONS(GRADE),
    .args = (const struct pl_arg[]){{"ID", "a source, item, observation or claim", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case grade S12 --reliability B --basis \"right in 9 of 10\"",
                                      "a source", NULL},
    .needs_case = true,
    .run = run_grade,
};

const struct pl_cmd pl_cmd_item_add = {
    .name = "item add",
    .summary = "keep a file as an exhibit, or file a page or paper without one",
    .text =
        "The file is kept as received under its SHA-256 and never opened or rendered here. What a photograph says of "
        "itself (EXIF: time, position, camera) is read by the confined helper and kept as the file says it. A file has "
        "at "
        "most 16 GiB; a device is no file.",
    .opts = PL_CMD_FILING_OPTIONS(ITEM),
    .args = (const struct pl_arg[]){{"FILE", "the exhibit; - is standard input", 0, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case item add photo.jpg --title \"Stern\" --source patrol-7",
                                      "a photograph", NULL},
    .needs_case = true,
    .run = run_item,
};

const struct pl_cmd pl_cmd_item_custody = {
    .name = "item custody",
    .summary = "say what was done with an exhibit, by whom and when",
    .text = NULL,
    .opts = PL_CMD_FILING_OPTIONS(CUSTODY),
    .args = (const struct pl_arg[]){{"ITEM", "the exhibit", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case item custody I14 --action copied --to \"Lab\"",
                                      "a link of the chain", NULL},
    .needs_case = true,
    .run = run_custody,
};

const struct pl_cmd pl_cmd_derive = {
    .name = "derive",
    .summary = "say that one thing rests on another: quotation, translation, revision, copy",
    .text = "Origins are counted at the root of what was derived; a suspected copy counts as a copy until somebody "
            "withdraws the suspicion.",
    .opts = PL_CMD_FILING_OPTIONS(DERIVATION),
    .args = (const struct pl_arg[]){{"CHILD", "what rests on the other", 1, 1},
                                    {"PARENT", "what it rests on", 1, 1},
                                    {.name = NULL}},
    .examples =
        (const char *const[]){"plimsoll -C demo-case derive I19 I14 --as quotation", "a report quotes another", NULL},
    .needs_case = true,
    .run = run_derive,
};

const struct pl_cmd pl_cmd_observe_add = {
    .name = "observe add",
    .summary = "file an observation by any witness: who or what was seen, where, when, how",
    .text = "What was read off a hull (--seen-name, --seen-imo, --seen-marks) stands beside what was concluded. A "
            "number that cannot be one is kept as given and marked.",
    .opts = PL_CMD_FILING_OPTIONS(OBSERVATION),
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples =
        (const char *const[]){
            "plimsoll -C demo-case observe add --as sighting --subject \"MOWHOND TZAETHUSK\" --lat 38.2 --lon 124.9 "
            "--observed 2026-03-01T02:00Z --source patrol-7",
            "a sighting from a patrol", NULL},
    .needs_case = true,
    .run = run_observe,
};

const struct pl_cmd pl_cmd_claim_add = {
    .name = "claim add",
    .summary = "file a claim: who did what, where, when, how much, as typed values",
    .text = NULL,
    .opts = PL_CMD_FILING_OPTIONS(CLAIM),
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case claim add --who \"TWO ROCKS\" --did \"took oil from\" "
                                      "--whom \"THREE ROCKS\" --start 2026-03-02",
                                      "a claim", NULL},
    .needs_case = true,
    .run = run_claim,
};

const struct pl_cmd pl_cmd_claim_support = {
    .name = "claim support",
    .summary = "put evidence under a claim, for or against it",
    .text = "Evidence is an item, an observation, another claim, or an event of the case by its id, which is pinned as "
            "it is now.",
    .opts = PL_CMD_FILING_OPTIONS(SUPPORT),
    .args = (const struct pl_arg[]){{"CLAIM", "the claim", 1, 1},
                                    {"EVIDENCE", "an item, observation, claim or event", 1, 1},
                                    {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case claim support C16 O15 --stance for", "a sighting", NULL},
    .needs_case = true,
    .run = run_support,
};

const struct pl_cmd pl_cmd_finding_add = {
    .name = "finding add",
    .summary = "file a finding: a statement that rests on claims, whom it names, which measure applied",
    .text = "It stays a lead until a second person approves it (`finding review`).",
    .opts = PL_CMD_FILING_OPTIONS(FINDING),
    .args = (const struct pl_arg[]){{"STATEMENT", "the sentence", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case finding add \"Oil was passed at sea\" --claims C16",
                                      "a finding", NULL},
    .needs_case = true,
    .run = run_finding,
};

const struct pl_cmd pl_cmd_finding_review = {
    .name = "finding review",
    .summary = "approve, object to or dissent from a finding or report, as a named person",
    .text = NULL,
    .opts = PL_CMD_FILING_OPTIONS(REVIEW),
    .args = (const struct pl_arg[]){{"ID", "a finding, report or claim", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case finding review F18 --verdict approve --by \"B. Second\"",
                                      "a second person agrees", NULL},
    .needs_case = true,
    .run = run_review,
};

const struct pl_cmd pl_cmd_finding_outcome = {
    .name = "finding outcome",
    .summary = "say what followed: notified, detained, listed, deflagged, prosecuted, none ...",
    .text = NULL,
    .opts = PL_CMD_FILING_OPTIONS(OUTCOME),
    .args = (const struct pl_arg[]){{"FINDING", "the finding", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case finding outcome F18 --what detained --when 2026-04-02",
                                      "the ship was detained", NULL},
    .needs_case = true,
    .run = run_outcome,
};

const struct pl_cmd pl_cmd_finding_correct = {
    .name = "finding correct",
    .summary = "put right what a finding, claim or report said",
    .text = NULL,
    .opts = PL_CMD_FILING_OPTIONS(CORRECTION),
    .args = (const struct pl_arg[]){{"ID", "a finding, claim or report", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case finding correct F18 --was \"600 t\" --is \"about 600 t\"",
                                      "a correction", NULL},
    .needs_case = true,
    .run = run_correction,
};

const struct pl_cmd pl_cmd_letter_sent = {
    .name = "letter sent",
    .summary = "record that a letter was sent",
    .text = NULL,
    .opts = PL_CMD_FILING_OPTIONS(SENDING),
    .args = (const struct pl_arg[]){{"LETTER", "the letter", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case letter sent L20 --when 2026-04-01", "sent", NULL},
    .needs_case = true,
    .run = run_sending,
};

const struct pl_cmd pl_cmd_letter_reply = {
    .name = "letter reply",
    .summary = "record what those named answered, and how credible it is",
    .text = NULL,
    .opts = PL_CMD_FILING_OPTIONS(REPLY),
    .args = (const struct pl_arg[]){{"LETTER", "the letter that it answers", 0, 1}, {.name = NULL}},
    .examples =
        (const char *const[]){"plimsoll -C demo-case letter reply L20 --from Owner --stance denies", "a denial", NULL},
    .needs_case = true,
    .run = run_reply,
};
