#include "cmd/manual.h"

#include <stdbool.h>
#include <string.h>

#include "base/error.h"
#include "cmd/cmd.h"

#include "base/ban.h"

#define WIDTH 100 /* columns of help text */

struct exit_row {
    int status;
    const char *text;
};

static const struct exit_row EXITS[] = {
    {0, "done"},
    {1, "the check failed: something that was asked about does not hold"},
    {2, "usage: the command line or the thing it names is not understood"},
    {3, "no record was accepted, or more than half of the records of the detected format were rejected"},
    {4, "the system or the case refused: disk full, output closed, damaged case, another writer"},
    {5, "refused by a rule: of the case, or that an exercise and what is real never mix"},
    {130, "interrupted (Ctrl-C)"},
};

struct global_row {
    const char *name;
    const char *text;
};

static const struct global_row GLOBALS[] = {
    {"-C DIR", "the folder of the case; else $PLIMSOLL_CASE, else the current folder"},
    {"--as PERSON", "whose key signs what is filed (`key add`); else $PLIMSOLL_PERSON, else the case's own person. "
                    "Before the command, "
                    "or behind one that has no --as of its own"},
    {"--help, -h", "help for the program, or for the command that stands before it"},
    {"--version", "the version"},
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* "text  " followed by text2 wrapped at WIDTH, continuation lines indented by `indent`. `at` columns are used. */
static void wrapped(FILE *out, const char *text, size_t indent, size_t at) {
    const char *p = text;
    while (*p != '\0') {
        size_t n = strcspn(p, " \n");
        if (at > indent && at + 1 + n > WIDTH) {
            fprintf(out, "\n%*s", (int)indent, "");
            at = indent;
        } else if (at > indent) {
            fputc(' ', out);
            at++;
        }
        fwrite(p, 1, n, out);
        at += n;
        p += n;
        if (*p == '\n' && p[1] == '\n') {
            fprintf(out, "\n\n%*s", (int)indent, "");
            at = indent;
        }
        p += strspn(p, " \n");
    }
    fputc('\n', out);
}

/* A label in a column of 28, then its text. */
static void row(FILE *out, const char *label, const char *text) {
    size_t n = strlen(label);
    fprintf(out, "  %s", label);
    if (n + 4 > 28) {
        fprintf(out, "\n%*s", 28, "");
    } else {
        fprintf(out, "%*s", (int)(28 - 2 - n), "");
    }
    wrapped(out, text, 28, 28);
}

/* "--rules FILE" */
static void option_label(const struct pl_opt *o, char *out, size_t cap) {
    if (o->kind == PL_OPT_FLAG) {
        snprintf(out, cap, "--%s", o->name);
    } else {
        snprintf(out, cap, "--%s %s", o->name, o->value);
    }
}

/* The text of an option with its default, its range and that it may be repeated. */
static void option_text(const struct pl_opt *o, char *out, size_t cap) {
    char range[64] = "";
    char def[64] = "";
    if (o->kind == PL_OPT_INT && o->min < o->max && o->max < INT32_MAX) {
        snprintf(range, sizeof range, ", %lld to %lld", (long long)o->min, (long long)o->max);
    }
    if (o->def != NULL) {
        snprintf(def, sizeof def, " (default %s)", o->def);
    }
    snprintf(out, cap, "%s%s%s%s", o->text, range, def, o->repeat ? "; may be repeated" : "");
}

/* " FILE...", " [FILE]": how an argument stands in a synopsis. */
static void argument_label(const struct pl_arg *a, char *out, size_t cap) {
    const char *dots = a->max == 1 ? "" : "...";
    snprintf(out, cap, a->min == 0 ? "[%s%s]" : "%s%s", a->name, dots);
}

static void synopsis(FILE *out, const struct pl_cmd *cmd) {
    fprintf(out, "plimsoll %s%s", cmd->needs_case ? "[-C DIR] " : "", cmd->name);
    if (cmd->opts != NULL && cmd->opts[0].name != NULL) {
        fputs(" [options]", out);
    }
    for (const struct pl_arg *a = cmd->args; a != NULL && a->name != NULL; a++) {
        char label[64];
        argument_label(a, label, sizeof label);
        fprintf(out, " %s", label);
    }
}

void pl_manual_overview(FILE *out) {
    fputs("plimsoll: sanctions monitoring whose findings anyone can check, offline\n\n"
          "usage: plimsoll [-C DIR] [--as PERSON] COMMAND [options] [arguments]\n\ncommands:\n",
          out);
    for (const struct pl_cmd *const *c = pl_cmd_table; *c != NULL; c++) {
        row(out, (*c)->name, (*c)->summary);
    }
    fputs("\nfor all commands:\n", out);
    for (size_t i = 0; i < COUNT(GLOBALS); i++) {
        row(out, GLOBALS[i].name, GLOBALS[i].text);
    }
    fputs("\nplimsoll help COMMAND tells the options of one command and shows examples.\n", out);
}

void pl_manual_group(FILE *out, const char *group) {
    size_t n = strlen(group);
    fprintf(out, "usage: plimsoll %s COMMAND\n\ncommands:\n", group);
    for (const struct pl_cmd *const *c = pl_cmd_table; *c != NULL; c++) {
        if (strncmp((*c)->name, group, n) == 0 && (*c)->name[n] == ' ') {
            row(out, (*c)->name, (*c)->summary);
        }
    }
}

void pl_manual_command(FILE *out, const struct pl_cmd *cmd) {
    fprintf(out, "plimsoll %s: %s\n\nusage: ", cmd->name, cmd->summary);
    synopsis(out, cmd);
    fputc('\n', out);
    if (cmd->text != NULL) {
        fputc('\n', out);
        wrapped(out, cmd->text, 0, 0);
    }
    if (cmd->args != NULL && cmd->args[0].name != NULL) {
        fputs("\narguments:\n", out);
    }
    for (const struct pl_arg *a = cmd->args; a != NULL && a->name != NULL; a++) {
        row(out, a->name, a->text);
    }
    if (cmd->opts != NULL && cmd->opts[0].name != NULL) {
        fputs("\noptions:\n", out);
    }
    for (const struct pl_opt *o = cmd->opts; o != NULL && o->name != NULL; o++) {
        char label[128];
        char text[1024];
        option_label(o, label, sizeof label);
        option_text(o, text, sizeof text);
        row(out, label, text);
    }
    for (const char *const *e = cmd->examples; e != NULL && e[0] != NULL && e[1] != NULL; e += 2) {
        fprintf(out, "%s  %s\n      ", e == cmd->examples ? "\nexamples:\n" : "", e[0]);
        wrapped(out, e[1], 6, 6);
    }
}

/* ---- roff ---- */

/* Text for roff: a backslash and a dash escaped, a line never beginning with a control character. */
static void roff(FILE *out, const char *text) {
    bool at_start = true;
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '\n' && p[1] == '\n') {
            fputs("\n.PP\n", out);
            p++;
            at_start = true;
            continue;
        }
        if (at_start && (*p == '.' || *p == '\'')) {
            fputs("\\&", out);
        }
        if (*p == '\\') {
            fputs("\\e", out);
        } else if (*p == '-') {
            fputs("\\-", out);
        } else {
            fputc(*p, out);
        }
        at_start = *p == '\n';
    }
}

static void roff_item(FILE *out, const char *label, const char *text) {
    fputs(".TP\n.B ", out);
    roff(out, label);
    fputc('\n', out);
    roff(out, text);
    fputc('\n', out);
}

static void roff_command(FILE *out, const struct pl_cmd *cmd) {
    fputs(".SS ", out);
    roff(out, cmd->name);
    fputs("\n.B ", out);
    synopsis(out, cmd);
    fputs("\n.PP\n", out);
    roff(out, cmd->summary);
    fputs(".\n", out);
    if (cmd->text != NULL) {
        fputs(".PP\n", out);
        roff(out, cmd->text);
        fputc('\n', out);
    }
    for (const struct pl_arg *a = cmd->args; a != NULL && a->name != NULL; a++) {
        roff_item(out, a->name, a->text);
    }
    for (const struct pl_opt *o = cmd->opts; o != NULL && o->name != NULL; o++) {
        char label[128];
        char text[1024];
        option_label(o, label, sizeof label);
        option_text(o, text, sizeof text);
        roff_item(out, label, text);
    }
    for (const char *const *e = cmd->examples; e != NULL && e[0] != NULL && e[1] != NULL; e += 2) {
        fputs(".PP\nExample: ", out);
        roff(out, e[1]);
        fputs("\n.PP\n.RS\n.nf\n", out);
        roff(out, e[0]);
        fputs("\n.fi\n.RE\n", out);
    }
}

void pl_manual_roff(FILE *out) {
    fputs(".TH PLIMSOLL 1 \"\" \"plimsoll " PL_VERSION
          "\" \"User Commands\"\n.SH NAME\nplimsoll \\- sanctions monitoring "
          "whose findings anyone can check, offline\n.SH SYNOPSIS\n.B plimsoll\n[\\-C DIR] [\\-\\-as PERSON] COMMAND "
          "[options] "
          "[arguments]\n.SH DESCRIPTION\nResults go to standard output, messages to standard error. "
          "Options are whole words; \\-\\-name VALUE and \\-\\-name=VALUE are the same; \\-\\- ends the options.\n"
          ".SH OPTIONS FOR ALL COMMANDS\n",
          out);
    for (size_t i = 0; i < COUNT(GLOBALS); i++) {
        roff_item(out, GLOBALS[i].name, GLOBALS[i].text);
    }
    fputs(".SH COMMANDS\n", out);
    for (const struct pl_cmd *const *c = pl_cmd_table; *c != NULL; c++) {
        roff_command(out, *c);
    }
    fputs(".SH EXIT STATUS\n", out);
    for (size_t i = 0; i < COUNT(EXITS); i++) {
        char label[16];
        snprintf(label, sizeof label, "%d", EXITS[i].status);
        roff_item(out, label, EXITS[i].text);
    }
    fputs(".SH ENVIRONMENT\n", out);
    roff_item(out, "PLIMSOLL_CASE", "the folder of the case where -C is not given");
    roff_item(out, "PLIMSOLL_PERSON", "whose key signs where --as is not given");
    roff_item(out, "PLIMSOLL_PASSPHRASE_FILE",
              "a file (0600) whose first line opens sealed keys; else the terminal is asked");
    roff_item(out, "PLIMSOLL_PERSON_PASSPHRASE_FILE",
              "the same for the key of the person, where it has one of its own");
    roff_item(out, "TMPDIR", "where scratch files go (unlinked, mode 0600); else /tmp");
}

/* ---- Markdown ---- */

/* Text in a table cell or paragraph: what Markdown would take for markup is escaped. */
static void markdown(FILE *out, const char *text) {
    for (const char *p = text; *p != '\0'; p++) {
        if (strchr("|<>*_`\\", *p) != NULL) {
            fputc('\\', out);
        }
        fputc(*p, out);
    }
}

static void markdown_command(FILE *out, const struct pl_cmd *cmd) {
    fprintf(out, "\n## plimsoll %s\n\n", cmd->name);
    markdown(out, cmd->summary);
    fputs(".\n\n    ", out);
    synopsis(out, cmd);
    fputc('\n', out);
    if (cmd->text != NULL) {
        fputc('\n', out);
        markdown(out, cmd->text);
        fputc('\n', out);
    }
    bool any = (cmd->args != NULL && cmd->args[0].name != NULL) || (cmd->opts != NULL && cmd->opts[0].name != NULL);
    fputs(any ? "\n| argument or option | meaning |\n| --- | --- |\n" : "", out);
    for (const struct pl_arg *a = cmd->args; a != NULL && a->name != NULL; a++) {
        char label[64];
        argument_label(a, label, sizeof label);
        fprintf(out, "| `%s` | ", label);
        markdown(out, a->text);
        fputs(" |\n", out);
    }
    for (const struct pl_opt *o = cmd->opts; o != NULL && o->name != NULL; o++) {
        char label[128];
        char text[1024];
        option_label(o, label, sizeof label);
        option_text(o, text, sizeof text);
        fprintf(out, "| `%s` | ", label);
        markdown(out, text);
        fputs(" |\n", out);
    }
    for (const char *const *e = cmd->examples; e != NULL && e[0] != NULL && e[1] != NULL; e += 2) {
        fputc('\n', out);
        markdown(out, e[1]);
        fprintf(out, ":\n\n    %s\n", e[0]);
    }
}

void pl_manual_markdown(FILE *out) {
    fputs("# Command line\n\nGenerated by `make docs` from the command table (`plimsoll help --markdown`); a test "
          "compares "
          "them. Edit the tables in src/cmd/, not this page.\n\n    plimsoll [-C DIR] [--as PERSON] COMMAND [options] "
          "[arguments]\n\n"
          "Results go to standard output, messages to standard error. Options are whole words, never abbreviated; "
          "`--name VALUE` and `--name=VALUE` are the same; `--` ends the options.\n\n"
          "| for all commands | meaning |\n| --- | --- |\n",
          out);
    for (size_t i = 0; i < COUNT(GLOBALS); i++) {
        fprintf(out, "| `%s` | ", GLOBALS[i].name);
        markdown(out, GLOBALS[i].text);
        fputs(" |\n", out);
    }
    fputs("\n| exit status | meaning |\n| --- | --- |\n", out);
    for (size_t i = 0; i < COUNT(EXITS); i++) {
        fprintf(out, "| %d | %s |\n", EXITS[i].status, EXITS[i].text);
    }
    for (const struct pl_cmd *const *c = pl_cmd_table; *c != NULL; c++) {
        markdown_command(out, *c);
    }
}

void pl_manual_errors(FILE *out) {
    fputs("# Errors\n\nGenerated by `make docs` from the table in src/base/error.h (`plimsoll help --errors`); a test "
          "compares them.\n\nEvery error says what went wrong, where (file, line, byte) and what to do next. "
          "The code decides the exit status of the program.\n\n| code | meaning | exit status | HTTP status |\n"
          "| --- | --- | --- | --- |\n",
          out);
    for (int code = 0; code < (int)PL_E_COUNT; code++) {
        fprintf(out, "| %s | %s | %d | %d |\n", pl_code_name(code), pl_code_text(code), pl_code_exit_status(code),
                pl_code_http_status(code));
    }
}

/* ---- bash ---- */

/* The first words, each once: the table keeps the commands of a group together. */
static void bash_first_words(FILE *out) {
    const char *last = "";
    for (const struct pl_cmd *const *c = pl_cmd_table; *c != NULL; c++) {
        size_t n = strcspn((*c)->name, " ");
        if (strlen(last) < n || strncmp(last, (*c)->name, n) != 0 || (last[n] != ' ' && last[n] != '\0')) {
            fprintf(out, "%s%.*s", last[0] == '\0' ? "" : " ", (int)n, (*c)->name);
        }
        last = (*c)->name;
    }
}

void pl_manual_bash(FILE *out) {
    fputs("# bash completion for plimsoll, generated by `plimsoll help --completion bash`\n"
          "_plimsoll() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} words=() i cmd opts\n"
          "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
          "        case ${COMP_WORDS[i]} in\n"
          "        -C | --as) ((i++)) ;;\n"
          "        -*) [[ ${#words[@]} -gt 0 ]] && break ;;\n"
          "        *) words+=(\"${COMP_WORDS[i]}\") ;;\n"
          "        esac\n"
          "    done\n"
          "    if [[ ${#words[@]} -eq 0 ]]; then\n"
          "        COMPREPLY=($(compgen -W '",
          out);
    bash_first_words(out);
    fputs(" -C --as --help --version' -- \"$word\"))\n        return\n    fi\n    cmd=\"${words[*]:0:2} \"\n    case "
          "$cmd "
          "in\n",
          out);
    for (const struct pl_cmd *const *c = pl_cmd_table; *c != NULL; c++) {
        fprintf(out, "    '%s '*) opts='--help", (*c)->name);
        for (const struct pl_opt *o = (*c)->opts; o != NULL && o->name != NULL; o++) {
            fprintf(out, " --%s", o->name);
        }
        fputs("' ;;\n", out);
    }
    fputs("    *) opts='--help' ;;\n    esac\n"
          "    case $word in\n"
          "    -*) COMPREPLY=($(compgen -W \"$opts\" -- \"$word\")) ;;\n"
          "    *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
          "    esac\n}\ncomplete -o filenames -F _plimsoll plimsoll\n",
          out);
}
