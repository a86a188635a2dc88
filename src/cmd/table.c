#include <stddef.h>

#include "cmd/cmd.h"

#include "base/ban.h"

/* The commands in the order of the manual: one line each, for `const struct pl_cmd pl_cmd_<verb>`. */
/* clang-format would join the lines, each time in another way. */
/* clang-format off */
#define COMMANDS(X)                            \
    X(decode)                                  \
    X(scan)                                    \
    X(init)                                    \
    X(fetch)                                   \
    X(import)                                  \
    X(events)                                  \
    X(ships)                                   \
    X(vessel)                                  \
    X(voyages)                                 \
    X(anchorages)                              \
    X(check)                                   \
    X(backup)                                  \
    X(rebuild)                                 \
    X(compact)                                 \
    X(log)                                     \
    X(log_checkpoint)                          \
    X(log_resume)                              \
    X(log_prove)                               \
    X(log_tiles)                               \
    X(log_consistency)                         \
    X(log_check)                               \
    X(log_tree)                                \
    X(verify)                                  \
    X(alerts)                                  \
    X(alert_rule)                              \
    X(alert_rules)                             \
    X(alert_end_rule)                          \
    X(alert_acknowledge)                       \
    X(alert_assign)                            \
    X(alert_snooze)                            \
    X(alert_dismiss)                           \
    X(alert_reopen)                            \
    X(alert_deliver)                           \
    X(shift_note)                              \
    X(shift_log)                               \
    X(handover)                                \
    X(serve)                                   \
    X(account_add)                             \
    X(account_list)                            \
    X(account_remove)                          \
    X(account_password)                        \
    X(get)                                     \
    X(rules_explain)                           \
    X(rules_show)                              \
    X(rules_set)                               \
    X(exercise)                                \
    X(leads)                                   \
    X(screen)                                  \
    X(list)                                    \
    X(list_diff)                               \
    X(list_show)                               \
    X(list_compare)                            \
    X(owners)                                  \
    X(reach)                                   \
    X(audit)                                   \
    X(require)                                 \
    X(decide)                                  \
    X(screen_report)                           \
    X(screen_validate)                         \
    X(watch)                                   \
    X(watch_list_add)                          \
    X(watch_list_remove)                       \
    X(watch_list_show)                         \
    X(source_add)                             \
    X(register_put)                          \
    X(register_show)                         \
    X(register_remove)                       \
    X(register_passphrase)                   \
    X(key_add)                               \
    X(key_list)                              \
    X(key_passphrase)                        \
    X(key_revoke)                            \
    X(key_rotate)                            \
    X(grade)                                  \
    X(item_add)                               \
    X(item_custody)                           \
    X(item_redact)                            \
    X(derive)                                 \
    X(observe_add)                            \
    X(observe_check)                          \
    X(claim_add)                              \
    X(claim_support)                          \
    X(claim_show)                              \
    X(finding_add)                            \
    X(finding_review)                         \
    X(finding_outcome)                        \
    X(finding_correct)                        \
    X(report_new)                            \
    X(report_check)                          \
    X(report_save)                           \
    X(report_build)                          \
    X(report_release)                        \
    X(task_add)                              \
    X(task_set)                              \
    X(task_undo)                             \
    X(task_list)                             \
    X(letter_list)                           \
    X(letter_new)                            \
    X(letter_sent)                            \
    X(letter_reply)                           \
    X(bundle)                                  \
    X(find)                                   \
    X(show)                                   \
    X(erase)                                   \
    X(withdraw)                               \
    X(origins)                                \
    X(help)
/* clang-format on */

#define DECLARE(verb) extern const struct pl_cmd pl_cmd_##verb;
COMMANDS(DECLARE)
#undef DECLARE

#define POINTER(verb) &pl_cmd_##verb,
const struct pl_cmd *const pl_cmd_table[] = {COMMANDS(POINTER) NULL};
