/* The fields of every kind of filing, once: the table of evidence/filing and the options of the command line are made
 * of these lists. X(type, field, option, required, words, text); type as in enum pl_filing_type without its prefix. */
#ifndef PL_EVIDENCE_FILING_FIELDS_H
#define PL_EVIDENCE_FILING_FIELDS_H

#define PL_FILING_OF_COMMON(X)                                                                                         \
    X(TEXT, "label", "label", false, "", "a name for this filing, unique in the case: letters, digits, - _ .")         \
    X(TEXT, "by", "by", false, "", "who says so; the case's person where not said")                                    \
    X(TEXT, "text", "text", false, "", "notes in words")

#define PL_FILING_OF_SOURCE(X)                                                                                         \
    X(TEXT, "alias", "alias", true, "",                                                                                \
      "what the source is called in the case; of a human source never the real name")                                  \
    X(WORD, "kind", "kind", true,                                                                                      \
      "state|agency|un|ngo|press|company|registry|port|open-source|human|sensor|feed|leak|court|other", "what it is")  \
    X(TEXT, "party", "party", false, "", "the collecting party: who gathers through it (a state, an organisation)")    \
    X(TEXT, "upstream", "upstream", false, "",                                                                         \
      "what it rests on in turn, where known: the same word means the same leak, feed or satellite")                   \
    X(YES, "protected", "protected", false, "", "its identity is withheld; the reason stands in `reason`")             \
    X(TEXT, "reason", "reason", false, "", "why the identity is withheld")                                             \
    X(TEXT, "language", "language", false, "", "of what it says")

#define PL_FILING_OF_GRADE(X)                                                                                          \
    X(REF, "about", "about", true, "SIOC", "a source (reliability), or an item, observation or claim (credibility)")   \
    X(WORD, "reliability", "reliability", false, "A|B|C|D|E|F", "of a source; F: cannot be judged")                    \
    X(WORD, "credibility", "credibility", false, "1|2|3|4|5|6", "of information; 6: cannot be judged")                 \
    X(TEXT, "basis", "basis", true, "", "why")                                                                         \
    X(DAY, "day", "day", false, "", "of the judgement")

#define PL_FILING_OF_ITEM(X)                                                                                           \
    X(TEXT, "title", "title", true, "", "what it is")                                                                  \
    X(REF, "source", "source", false, "S", "who it is from")                                                           \
    X(TEXT, "name", "name", false, "", "the file's name as received")                                                  \
    X(COUNT, "bytes", "bytes", false, "", "the file's size")                                                           \
    X(HASH, "sha256", "sha256", false, "", "the file as received, an object of the case")                              \
    X(TEXT, "media", "media", false, "", "media type, as found")                                                       \
    X(WHEN, "published", "published", false, "", "when it was published")                                              \
    X(WHEN, "received", "received", false, "", "when it was received, as claimed")                                     \
    X(TEXT, "collector", "collector", false, "", "who collected it")                                                   \
    X(TEXT, "url", "url", false, "", "where it was found")                                                             \
    X(TEXT, "language", "language", false, "", "of its text")                                                          \
    X(TEXT, "content", "content", false, "", "what it says, in the original words")                                    \
    X(TEXT, "translation", "translation", false, "", "the same in the case's language")                                \
    X(TEXT, "translator", "translator", false, "", "who translated")                                                   \
    X(TEXT, "upstream", "upstream", false, "",                                                                         \
      "what it rests on in turn: the same word means the same leak, feed or satellite pass")                           \
    X(TEXT, "exif_time", "exif-time", false, "",                                                                       \
      "by the program: when the photograph says it was taken, in its clock")                                           \
    X(LAT, "exif_lat", "exif-lat", false, "", "by the program: the latitude that the photograph says")                 \
    X(LON, "exif_lon", "exif-lon", false, "", "by the program: the longitude that the photograph says")                \
    X(TEXT, "exif_camera", "exif-camera", false, "", "by the program: the camera that the photograph says")            \
    X(TEXT, "exif_note", "exif-note", false, "", "by the program: why none of these could be read")                    \
    X(TEXT, "stripped", "stripped", false, "", "by the program: what was taken out of a redacted derivative")

#define PL_FILING_OF_CUSTODY(X)                                                                                        \
    X(REF, "item", "item", true, "I", "the exhibit")                                                                   \
    X(WORD, "action", "action", true, "received|copied|transferred|examined|sealed|opened|returned|destroyed",         \
      "what was done")                                                                                                 \
    X(TEXT, "from", "from", false, "", "who gave it")                                                                  \
    X(TEXT, "to", "to", false, "", "who took it")                                                                      \
    X(WHEN, "when", "when", false, "", "when")                                                                         \
    X(TEXT, "place", "place", false, "", "where it is kept")

#define PL_FILING_OF_DERIVATION(X)                                                                                     \
    X(REF, "child", "child", true, "IOCS", "what rests on the other")                                                  \
    X(REF, "parent", "parent", true, "IOCS", "what it rests on")                                                       \
    X(WORD, "as", "as", true,                                                                                          \
      "primary|quotation|translation|revision|redaction|copy-suspected|copy-confirmed|common-upstream", "how")         \
    X(TEXT, "basis", "basis", false, "", "why this is thought")

#define PL_FILING_OF_OBSERVATION(X)                                                                                    \
    X(WORD, "as", "as", true,                                                                                          \
      "sighting|interview|inspection|image-count|registry|port-call|customs|rail|flight|debris|transaction",           \
      "what kind of witness")                                                                                          \
    X(WORD, "subject_kind", "subject-kind", false,                                                                     \
      "vessel|person|company|aircraft|train|vehicle|site|item|account|wallet|other", "what was observed")              \
    X(TEXT, "subject", "subject", false, "", "its name, as the witness gave it")                                       \
    X(TEXT, "imo", "imo", false, "", "IMO number, as given")                                                           \
    X(TEXT, "mmsi", "mmsi", false, "", "MMSI, as given")                                                               \
    X(TEXT, "callsign", "callsign", false, "", "call sign")                                                            \
    X(TEXT, "flag", "flag", false, "", "flag, as given")                                                               \
    X(TEXT, "registration", "registration", false, "",                                                                 \
      "other mark or number: tail, wagon, container, account, wallet")                                                 \
    X(TEXT, "built", "built", false, "", "year of build, as given")                                                    \
    X(TEXT, "length", "length", false, "", "length of a ship in metres, as given")                                     \
    X(TEXT, "beam", "beam", false, "", "beam of a ship in metres, as given")                                           \
    X(LAT, "lat", "lat", false, "", "latitude, degrees north")                                                         \
    X(LON, "lon", "lon", false, "", "longitude, degrees east")                                                         \
    X(NUMBER, "accuracy_m", "accuracy-m", false, "", "how far off the place may be, metres")                           \
    X(TEXT, "place", "place", false, "", "the place in words")                                                         \
    X(WHEN, "observed", "observed", false, "", "when, or from when")                                                   \
    X(WHEN, "observed_end", "observed-end", false, "", "until when")                                                   \
    X(WHEN, "reported", "reported", false, "", "when it was reported")                                                 \
    X(WHEN, "received", "received", false, "", "when it was received, as claimed")                                     \
    X(TEXT, "method", "method", false, "", "how: eye, photograph, radar, satellite image, document, hearing ...")      \
    X(TEXT, "platform", "platform", false, "", "aircraft, ship, satellite, post")                                      \
    X(TEXT, "observer", "observer", false, "", "alias of who observed")                                                \
    X(REF, "source", "source", false, "S", "who it is from")                                                           \
    X(TEXT, "collector", "collector", false, "", "the collecting party")                                               \
    X(TEXT, "upstream", "upstream", false, "",                                                                         \
      "satellite pass, feed or leak it comes from: the same word means the same one")                                  \
    X(QUANTITY, "quantity", "quantity", false, "", "how much or how many")                                             \
    X(TEXT, "item", "item", false, "", "of what")                                                                      \
    X(TEXT, "from_place", "from-place", false, "", "where from")                                                       \
    X(TEXT, "to_place", "to-place", false, "", "where to")                                                             \
    X(TEXT, "counterparty", "counterparty", false, "", "the other side: owner, consignee, partner ship, account")      \
    X(TEXT, "document", "document", false, "", "number of the paper: declaration, registration, bill of lading")       \
    X(TEXT, "seen_name", "seen-name", false, "", "the name as it was read off the hull or photograph")                 \
    X(TEXT, "seen_imo", "seen-imo", false, "", "the number as it was read")                                            \
    X(TEXT, "seen_marks", "seen-marks", false, "", "other marks as they were read")                                    \
    X(TEXT, "concluded", "concluded", false, "", "what was concluded from them")                                       \
    X(WORD, "consent", "consent", false, "public|members|team|none", "of an interviewed person: to whom it may go")    \
    X(TEXT, "consent_limits", "consent-limits", false, "", "what it may not be used for")                              \
    X(TEXT, "interpreter", "interpreter", false, "", "alias")                                                          \
    X(TEXT, "language", "language", false, "", "of the original")                                                      \
    X(TEXT, "original", "original", false, "", "the words as they were said or written")                               \
    X(TEXT, "translation", "translation", false, "", "the same in the case's language")                                \
    X(TEXT, "translator", "translator", false, "", "who translated")                                                   \
    X(REFS, "attachments", "attachments", false, "I", "exhibits that belong to it")

#define PL_FILING_OF_CLAIM(X)                                                                                          \
    X(TEXT, "topic", "topic", false, "", "what it is about: claims of one topic are compared")                         \
    X(TEXT, "who", "who", false, "", "who did it")                                                                     \
    X(TEXT, "who_imo", "who-imo", false, "", "where that is a ship: IMO number, as given")                             \
    X(TEXT, "did", "did", false, "", "what was done")                                                                  \
    X(TEXT, "what", "what", false, "", "to or with what; which model")                                                 \
    X(TEXT, "whom", "whom", false, "", "with or for whom")                                                             \
    X(QUANTITY, "quantity", "quantity", false, "", "how much or how many")                                             \
    X(TEXT, "condition", "condition", false, "", "what the number assumes")                                            \
    X(LAT, "lat", "lat", false, "", "latitude, degrees north")                                                         \
    X(LON, "lon", "lon", false, "", "longitude, degrees east")                                                         \
    X(NUMBER, "accuracy_m", "accuracy-m", false, "", "how far off the place may be, metres")                           \
    X(TEXT, "place", "place", false, "", "the place in words")                                                         \
    X(WHEN, "start", "start", false, "", "when, or from when")                                                         \
    X(WHEN, "end", "end", false, "", "until when")                                                                     \
    X(TEXT, "how", "how", false, "", "how it was observed")                                                            \
    X(REF, "source", "source", false, "S", "who claims it; absent: the case itself")                                   \
    X(WHEN, "said", "said", false, "", "when it was claimed")

#define PL_FILING_OF_SUPPORT(X)                                                                                        \
    X(REF, "claim", "claim", true, "C", "the claim")                                                                   \
    X(REF, "evidence", "evidence", true, "IOCE", "an item, observation, other claim or event")                         \
    X(WORD, "stance", "stance", false, "for|against|neutral", "for where not said")                                    \
    X(TEXT, "passage", "passage", false, "", "page, row, time or words in it")                                         \
    X(TEXT, "pinned", "pinned", false, "", "of an event: as it was when it was cited, as JSON")                        \
    X(TEXT, "facts", "facts", false, "", "of an event: hashes of the rules and facts by which it was found")

#define PL_FILING_OF_FINDING(X)                                                                                        \
    X(TEXT, "statement", "statement", true, "", "the sentence")                                                        \
    X(REFS, "claims", "claims", true, "C", "what it rests on")                                                         \
    X(TEXT, "accused", "accused", false, "", "the person, company or ship that it names, by `;`")                      \
    X(WORD, "accused_kind", "accused-kind", false, "person|company|vessel|none", "what it names")                      \
    X(TEXT, "measure", "measure", false, "", "which paragraph applied, entered by hand")                               \
    X(WORD, "measure_state", "measure-state", false, "unverified|verified",                                            \
      "whether its wording and dates were checked")                                                                    \
    X(TEXT, "source_withheld", "source-withheld", false, "", "why a source is not named")                              \
    X(WHEN, "shown", "shown", false, "", "when the evidence was shown to those named")                                 \
    X(WORD, "documents", "documents", false, "verified|unverified|none", "whether its documents were verified")        \
    X(TEXT, "why_no_reply", "why-no-reply", false, "", "why no reply was asked; of several: `NAME: why; NAME: why`")

#define PL_FILING_OF_REVIEW(X)                                                                                         \
    X(REF, "about", "about", true, "FRC", "a finding, report or claim")                                                \
    X(WORD, "verdict", "verdict", true, "approve|object|dissent", "of the reviewer")                                   \
    X(TEXT, "party", "party", false, "", "for which participant")

#define PL_FILING_OF_LETTER(X)                                                                                         \
    X(WORD, "template", "template", true, "request|reply|flag-registry|insurer|port|correction", "which template")     \
    X(TEXT, "to", "to", true, "", "to whom")                                                                           \
    X(REF, "about", "about", false, "FCRX", "what it is about")                                                        \
    X(TEXT, "party", "party", false, "", "for which of those that the finding names, by `;`")                          \
    X(DAY, "dated", "dated", false, "", "the day on the letter")                                                       \
    X(DAY, "due", "due", false, "", "the last day for an answer")                                                      \
    X(HASH, "sha256", "sha256", false, "", "the letter as text, an object of the case")                                \
    X(COUNT, "bytes", "bytes", false, "", "its size")

#define PL_FILING_OF_SENDING(X)                                                                                        \
    X(REF, "letter", "letter", true, "L", "the letter")                                                                \
    X(WHEN, "when", "when", false, "", "when it was sent")                                                             \
    X(TEXT, "way", "way", false, "", "by post, mail, mission ...")

#define PL_FILING_OF_REPLY(X)                                                                                          \
    X(REF, "letter", "letter", false, "L", "the letter that it answers")                                               \
    X(REFS, "about", "about", false, "FC", "what it answers, where no letter was sent")                                \
    X(TEXT, "from", "from", true, "", "who replies")                                                                   \
    X(TEXT, "party", "party", false, "", "for which of those that the finding names, by `;`; the letter's")            \
    X(WHEN, "received", "received", false, "", "when it came")                                                         \
    X(WORD, "stance", "stance", false, "denies|admits|explains|other", "what it says, in short")                       \
    X(TEXT, "words", "words", false, "", "the reply itself")                                                           \
    X(REFS, "items", "items", false, "I", "what came with it")                                                         \
    X(TEXT, "assessment", "assessment", false, "", "how credible it is, and why")                                      \
    X(TEXT, "assessor", "assessor", false, "", "who judged that")

#define PL_FILING_OF_CORRECTION(X)                                                                                     \
    X(REF, "about", "about", true, "FCR", "what was wrong")                                                            \
    X(TEXT, "was", "was", true, "", "what it said")                                                                    \
    X(TEXT, "is", "is", true, "", "what is right")                                                                     \
    X(TEXT, "statement", "statement", false, "", "the id of the sentence in a report")                                 \
    X(DAY, "day", "day", false, "", "of the correction")

#define PL_FILING_OF_OUTCOME(X)                                                                                        \
    X(REF, "finding", "finding", true, "F", "the finding")                                                             \
    X(WORD, "what", "what", true,                                                                                      \
      "notified|replied|detained|released|listed|delisted|deflagged|insurance-withdrawn|prosecuted|convicted|"         \
      "acquitted|forfeited|reoffended|none",                                                                           \
      "what followed")                                                                                                 \
    X(TEXT, "authority", "authority", false, "", "who did it")                                                         \
    X(WHEN, "when", "when", false, "", "when")                                                                         \
    X(TEXT, "place", "place", false, "", "where")                                                                      \
    X(REFS, "items", "items", false, "I", "what shows it")

#define PL_FILING_OF_REPORT(X)                                                                                         \
    X(TEXT, "title", "title", true, "", "of the report")                                                               \
    X(TEXT, "name", "name", false, "", "the file's name")                                                              \
    X(HASH, "sha256", "sha256", true, "", "its Markdown, an object of the case")                                       \
    X(COUNT, "bytes", "bytes", false, "", "its size")                                                                  \
    X(TEXT, "replaces", "replaces", false, "", "the report entry that this revises")

#define PL_FILING_OF_TASK(X)                                                                                           \
    X(TEXT, "title", "title", true, "", "what is to be done")                                                          \
    X(TEXT, "about", "about", false, "",                                                                               \
      "what it concerns: a filing, event or alert by its id, a ship by MMSI or IMO number, a list's entry, or words")  \
    X(TEXT, "owner", "owner", false, "", "who does it")                                                                \
    X(DAY, "due", "due", false, "", "the last day for it")

#define PL_FILING_OF_TASK_STEP(X)                                                                                      \
    X(REF, "task", "task", true, "T", "the task")                                                                      \
    X(WORD, "state", "state", false, "open|doing|done|dropped", "how it stands now")                                   \
    X(TEXT, "owner", "owner", false, "", "who does it now")                                                            \
    X(DAY, "due", "due", false, "", "the last day for it now")

#endif
