#include <stdio.h>
#include <stdlib.h>

#include "app/claim.h"
#include "app/claim_graph.h"
#include "app/exhibit_file.h"
#include "app/filing.h"
#include "app/find.h"
#include "app/log_entries.h"
#include "app/log_json.h"
#include "app/sighting.h"
#include "http/route.h"
#include "text/json.h"
#include "verify/verify.h"

#include "base/ban.h"

#define LINES_MAX   ((size_t)256 << 20)
#define WITHOUT_MAX 64

/* ---- claims ---- */

/* ?without=A;B */
static size_t split(pl_str text, pl_str *parts, size_t max) {
    size_t n = 0;
    while (text.p != NULL && n < max) {
        pl_str part = pl_str_trim(pl_str_cut(&text, ';'));
        if (part.n > 0) {
            parts[n++] = part;
        }
    }
    return n;
}

static int claims(struct pl_call *call, pl_str id, bool brief, struct pl_buf *lines, struct pl_error *err) {
    pl_str without[WITHOUT_MAX];
    struct pl_claim_show show = {.dir = pl_call_case(call),
                                 .known_at = call->known_at,
                                 .id = id,
                                 .without = without,
                                 .brief = brief,
                                 .json = true};
    if (!brief) {
        show.n_without = split(pl_call_text(call, "without"), without, WITHOUT_MAX);
        show.max_speed_kn = pl_call_number(call, "max_speed", 25);
        if (!(show.max_speed_kn > 0) || show.max_speed_kn > 100) {
            return pl_fail(err, PL_E_USAGE, "max_speed must be more than 0 and at most 100 kn");
        }
    }
    return pl_claim_show(&show, lines, err);
}

static int claims_list(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    pl_buf_open(&lines, LINES_MAX);
    int rc = claims(call, PL_STR(""), true, &lines, err);
    return rc == PL_E_OK ? pl_call_page(call, pl_buf_str(&lines), 0, err) : rc;
}

static int claim_get(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    pl_buf_open(&lines, LINES_MAX);
    int rc = claims(call, pl_call_path(call, "id"), false, &lines, err);
    return rc == PL_E_OK ? pl_call_list(call, pl_buf_str(&lines), (pl_str){NULL, 0}, err) : rc;
}

static int claim_graph(struct pl_call *call, struct pl_error *err) {
    int rc = pl_claim_graph(pl_call_case(call), call->known_at, pl_call_path(call, "id"), &call->answer->body, err);
    return rc == PL_E_OK ? pl_answer_done(call->answer, PL_FORM_JSON, err) : rc;
}

/* ---- filings ---- */

static int filings_list(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    struct pl_knowledge known;
    struct pl_find find = {.dir = pl_call_case(call),
                           .known_at = call->known_at,
                           .words = pl_call_text(call, "q"),
                           .kind = pl_call_text(call, "kind"),
                           .imo = pl_call_text(call, "imo"),
                           .mmsi = pl_call_text(call, "mmsi"),
                           .name = pl_call_text(call, "name"),
                           .from = pl_call_time(call, "from"),
                           .to = pl_call_time(call, "to"),
                           .withdrawn = pl_call_flag(call, "withdrawn"),
                           .json = true};
    pl_buf_open(&lines, LINES_MAX);
    int rc = pl_find_run(&find, &lines, &known, err);
    return rc == PL_E_OK ? pl_call_page(call, pl_buf_str(&lines), 0, err) : rc;
}

static int filing_get(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    pl_buf_open(&lines, LINES_MAX);
    int rc = pl_find_show(pl_call_case(call), call->known_at, pl_call_path(call, "id"), true, &lines, err);
    return rc == PL_E_OK ? pl_call_list(call, pl_buf_str(&lines), (pl_str){NULL, 0}, err) : rc;
}

static int sightings(struct pl_call *call, pl_str id, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    struct pl_sighting_counts counts;
    struct pl_sighting_check check = {.dir = pl_call_case(call),
                                      .known_at = call->known_at,
                                      .id = id,
                                      .json = true,
                                      .geojson = call->form == PL_FORM_GEOJSON};
    bool layer = check.geojson;
    pl_buf_open(&lines, LINES_MAX);
    int rc = pl_sighting_check_run(&check, layer ? &call->answer->body : &lines, &counts, err);
    if (layer) {
        return rc == PL_E_OK ? pl_answer_done(call->answer, PL_FORM_GEOJSON, err) : rc;
    }
    return rc == PL_E_OK ? pl_call_list(call, pl_buf_str(&lines), (pl_str){NULL, 0}, err) : rc;
}

static int sightings_list(struct pl_call *call, struct pl_error *err) { return sightings(call, PL_STR(""), err); }
static int sighting_get(struct pl_call *call, struct pl_error *err) {
    return sightings(call, pl_call_path(call, "id"), err);
}

/* ---- the log ---- */

struct listing {
    struct pl_buf *lines;
    uint64_t left, n, next;
};

static int on_row(void *ctx, const struct pl_log_row *row, struct pl_error *err) {
    struct listing *l = ctx;
    (void)err;
    if (l->left == 0) {
        l->next = l->next == 0 ? row->seq : l->next;
        return PL_E_OK;
    }
    l->left--;
    l->n++;
    pl_log_row_json(row, l->lines);
    return PL_E_OK;
}

static int log_list(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    struct pl_json json;
    char cursor[32];
    uint64_t size = 0;
    struct listing l = {.lines = &lines, .left = (uint64_t)pl_call_int(call, "limit", 100)};
    pl_buf_open(&lines, LINES_MAX);
    int rc = pl_log_list(pl_call_case(call), (uint64_t)pl_call_int(call, "cursor", 0), call->known_at, on_row, &l,
                         &size, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_json_start(&json, &lines);
    pl_json_record(&json, "summary");
    pl_json_key(&json, "results");
    pl_json_u64(&json, l.n);
    pl_json_key(&json, "journal");
    pl_json_u64(&json, size);
    pl_json_record_end(&json);
    snprintf(cursor, sizeof cursor, "%llu", (unsigned long long)l.next);
    return pl_call_list(call, pl_buf_str(&lines), l.next > 0 ? pl_str_from(cursor) : (pl_str){NULL, 0}, err);
}

static int read_seq(const struct pl_call *call, uint64_t *ret, struct pl_error *err) {
    return pl_str_u64(pl_call_path(call, "seq"), ret)
               ? PL_E_OK
               : pl_fail(err, PL_E_USAGE, "an entry is asked for by its number, from 0");
}

static int log_get(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    uint64_t seq = 0, size = 0;
    struct listing l = {.lines = &lines, .left = 1};
    pl_buf_open(&lines, LINES_MAX);
    int rc = read_seq(call, &seq, err);
    rc = rc == PL_E_OK ? pl_log_list(pl_call_case(call), seq, call->known_at, on_row, &l, &size, err) : rc;
    return rc == PL_E_OK ? pl_answer_line(call->answer, pl_buf_str(&lines), err) : rc;
}

static int log_proof(struct pl_call *call, struct pl_error *err) {
    struct pl_log_proved proved;
    uint64_t seq = 0;
    int rc = read_seq(call, &seq, err);
    rc = rc == PL_E_OK ? pl_log_prove(pl_call_case(call), seq, call->arena, &proved, err) : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    if (call->form == PL_FORM_TEXT) {
        pl_buf_add_str(&call->answer->body, proved.proof);
        pl_answer_download(call->answer, PL_STR("entry.tlog-proof"));
    } else {
        pl_log_proved_json(seq, &proved, &call->answer->body);
    }
    return pl_answer_done(call->answer, call->form, err);
}

/* ---- exhibits ---- */

/* A download, never something that the browser opens (invariant: foreign bytes are not rendered). */
static int exhibit(struct pl_call *call, struct pl_error *err) {
    struct pl_exhibit_file file;
    uint64_t from = 0, n = 0;
    char range[96], tag[80];
    int rc = pl_exhibit_file_open(pl_call_case(call), pl_call_path(call, "sha256"), call->arena, &file, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    call->answer->fd = file.fd;
    call->answer->type = call->route->type;
    pl_answer_header(call->answer, "Accept-Ranges", PL_STR("bytes"));
    snprintf(tag, sizeof tag, "\"%s\"", pl_call_path_cstr(call, "sha256")); /* never sent gzip'd: strong */
    pl_answer_header(call->answer, "ETag", pl_str_from(tag));
    pl_answer_tag(call->answer, pl_request_header(call->req, "If-None-Match")); /* before Range: RFC 9110 13.2.2 */
    if (call->answer->status == 304) {
        return PL_E_OK;
    }
    pl_answer_download(call->answer, file.name.n > 0 ? file.name : pl_call_path(call, "sha256"));
    if (pl_request_range(call->req, file.bytes, pl_str_from(tag), &from, &n, err) != PL_E_OK) {
        snprintf(range, sizeof range, "bytes */%llu", (unsigned long long)file.bytes);
        pl_answer_problem(call->answer, err);
        call->answer->status = 416;
        pl_answer_header(call->answer, "Content-Range", pl_str_from(range));
        return PL_E_OK;
    }
    call->answer->file_from = from;
    call->answer->file_n = n > 0 ? n : file.bytes;
    if (n > 0) {
        call->answer->status = 206;
        snprintf(range, sizeof range, "bytes %llu-%llu/%llu", (unsigned long long)from,
                 (unsigned long long)(from + n - 1), (unsigned long long)file.bytes);
        pl_answer_header(call->answer, "Content-Range", pl_str_from(range));
    }
    return PL_E_OK;
}

static int picture(struct pl_call *call, struct pl_error *err) {
    struct pl_release release = {0};
    int rc = pl_exhibit_picture(pl_call_case(call), pl_call_path(call, "sha256"), call->arena, &release, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    if (!release.stripped) {
        rc = pl_fail(err, PL_E_FORMAT, "it is not shown: %.*s", (int)pl_str_sub(release.words, 0, 160).n,
                     release.words.p);
    } else {
        pl_buf_add_str(&call->answer->body, pl_buf_str(&release.bytes));
        rc = pl_answer_done(call->answer, PL_FORM_PNG, err);
        call->answer->type = release.media;
    }
    pl_release_close(&release);
    return rc;
}

/* ---- verifying ---- */

/* What was dropped on the page: judged by the same code as plimsoll-verify, without trust in anybody but the
 * fingerprint that the reader brought. Bytes that are malformed are an answer too. */
static int verify(struct pl_call *call, struct pl_error *err) {
    struct pl_verification v = {.why = PL_STR("nothing was read")};
    PL_BUF_AUTO lines = {0};
    pl_hash trust;
    pl_str text = pl_call_text(call, "trust"), name = pl_call_text(call, "name");
    struct pl_verify_request request = {.trust = NULL};
    pl_buf_open(&lines, LINES_MAX);
    if (text.n > 0 && !pl_hash_of_hex(text, &trust)) {
        return pl_fail(err, PL_E_USAGE, "a fingerprint is 64 hex digits");
    }
    request.trust = text.n > 0 ? &trust : NULL;
    int rc = pl_verify(&request, call->req->body, call->arena, &v, err);
    if (rc != PL_E_OK && rc != PL_E_FORMAT) {
        return rc;
    }
    pl_verify_print_json(name.n > 0 ? pl_str_copy(call->arena, name).p : "the file", &v, &lines);
    return pl_call_list(call, pl_buf_str(&lines), (pl_str){NULL, 0}, err);
}

/* clang-format off */
const struct pl_route pl_routes_evidence[] = {
    {.method = "GET", .path = "/api/claims", .name = "claims_list", .forms = PL_FORM_JSON | PL_FORM_CSV,
     .text = "Every claim with how many independent origins it has, what contradicts it and what it leaves open.",
     .params = (const struct pl_param[]){PL_PARAMS_PAGE("else all"), {.name = NULL}},
     .role = PL_ROLE_READER, .answer = "ClaimList", .run = claims_list},
    {.method = "GET", .path = "/api/claims/{id}", .name = "claim_get", .forms = PL_FORM_JSON | PL_FORM_CSV,
     .text = "A claim: its support with grades, its origins and why not more, contradictions with their arithmetic, and "
             "what is left without somebody.",
     .params = (const struct pl_param[]){
         {.name = "without", .text = "parties, sources or feeds that are thought away, by ;"},
         {.name = "max_speed", .kind = PL_PARAM_NUMBER, .text = "knots: what ships are taken to do at most", .def = "25"},
         {.name = NULL}},
     .role = PL_ROLE_READER, .answer = "ClaimLines", .run = claim_get},
    {.method = "GET", .path = "/api/claims/{id}/graph", .name = "claim_graph",
     .text = "The evidence of a claim as nodes and edges, each with the origin it goes back to; rings are marked.",
     .role = PL_ROLE_READER, .answer = "ClaimGraph", .run = claim_graph},
    {.method = "GET", .path = "/api/filings", .name = "filings_list", .forms = PL_FORM_JSON | PL_FORM_CSV,
     .text = "What was filed, by words, kind, ship and time.",
     .params = (const struct pl_param[]){
         {.name = "q", .text = "all of these words; a phrase in quotes", .def = ""},
         {.name = "kind", .text = "source, item, observation, claim, finding ...", .def = ""},
         {.name = "imo", .text = "what names this IMO number", .def = ""},
         {.name = "mmsi", .text = "what names this MMSI", .def = ""},
         {.name = "name", .text = "whose subject bears this name", .def = ""},
         {.name = "from", .kind = PL_PARAM_TIME, .text = "what lasted until then or longer"},
         {.name = "to", .kind = PL_PARAM_TIME, .text = "what began by then"},
         {.name = "withdrawn", .kind = PL_PARAM_FLAG, .text = "what was withdrawn too"},
         PL_PARAMS_PAGE("else all"),
         {.name = NULL}},
     .role = PL_ROLE_READER, .answer = "FilingList", .run = filings_list},
    {.method = "GET", .path = "/api/filings/{id}", .name = "filing_get",
     .text = "One filing by id or label, and all that was filed about it.",
     .role = PL_ROLE_READER, .answer = "FilingList", .run = filing_get},
    {.method = "GET", .path = "/api/sightings", .name = "sightings_list",
     .forms = PL_FORM_JSON | PL_FORM_CSV | PL_FORM_GEOJSON,
     .text = "Observations with place and time beside what ships said: explained, unexplained, contradicted; as GeoJSON "
             "each a point with its accuracy.",
     .role = PL_ROLE_READER, .answer = "SightingList", .run = sightings_list},
    {.method = "GET", .path = "/api/sightings/{id}", .name = "sighting_get", .forms = PL_FORM_JSON | PL_FORM_CSV,
     .text = "One observation beside what ships said.",
     .role = PL_ROLE_READER, .answer = "SightingList", .run = sighting_get},
    {.method = "GET", .path = "/api/log", .name = "log_list", .forms = PL_FORM_JSON | PL_FORM_CSV,
     .text = "The entries of the log: what kind of act, when, who signed it.",
     .params = (const struct pl_param[]){
         {.name = "cursor", .kind = PL_PARAM_INT, .text = "begin with this entry", .min = 0, .max = INT64_MAX},
         {.name = "limit", .kind = PL_PARAM_INT, .text = "at most so many", .min = 1, .max = 1000, .def = "100"},
         {.name = NULL}},
     .role = PL_ROLE_READER, .answer = "LogList", .run = log_list},
    {.method = "GET", .path = "/api/log/{seq}", .name = "log_get",
     .text = "One entry of the log.",
     .role = PL_ROLE_READER, .answer = "LogEntry", .run = log_get},
    {.method = "GET", .path = "/api/log/{seq}/proof", .name = "log_proof", .forms = PL_FORM_JSON | PL_FORM_TEXT,
     .text = "The proof that an entry stands in the log, and the entry's exact bytes (base64); as .txt the file that "
             "plimsoll-verify takes.",
     .role = PL_ROLE_READER, .answer = "LogProof", .run = log_proof},
    {.method = "GET", .path = "/api/exhibits/{sha256}", .name = "exhibit",
     .text = "A file as it was received, as a download; Range is understood.",
     .type = "application/octet-stream", .also = "206 416",
     .role = PL_ROLE_READER, .run = exhibit},
    {.method = "GET", .path = "/api/exhibits/{sha256}/picture", .name = "exhibit_picture", .forms = PL_FORM_PNG,
     .also = "422",
     .text = "A photograph as the confined helper makes it anew, without what a picture does not show.",
     .role = PL_ROLE_READER, .run = picture},
    {.method = "POST", .path = "/api/verify", .name = "verify", .quiet = true,
     .text = "What holds of a bundle, proof or checkpoint.",
     .params = (const struct pl_param[]){
         {.name = "trust", .text = "the fingerprint of a policy that is trusted where it comes along", .def = ""},
         {.name = "name", .text = "of the file, for the answer", .def = ""},
         {.name = NULL}},
     .role = PL_ROLE_READER, .body = "*", .body_max = (uint64_t)64 << 20, .answer = "VerificationList", .run = verify},
    {.path = NULL},
};
/* clang-format on */
