#ifndef LIMITS_H
#define LIMITS_H

/* Every limit of the program, each with its reason. Sizes are bytes. */

/* One input file. An export of 100,000 roles is about 1 GB. */
#define LIMIT_FILE ((size_t)4 << 30)
/* A file of more is read in pieces and not held: the memory of one costs as
 * much as reading it again. The build for the tests reads smaller ones so. */
#ifndef LIMIT_HELD
#define LIMIT_HELD (256UL << 10)
#endif
/* What is read at once: it stays in the cache of a core. */
#ifndef LIMIT_PIECE
#define LIMIT_PIECE (256UL << 10)
#endif
/* What is asked for at once of an input that is held. */
#define LIMIT_READ (64UL << 10)
/* The room for a file, with that behind it. */
#define LIMIT_FILE_ROOM (LIMIT_FILE + LIMIT_READ * 2)
/* What is held of a row of a roles export whose roles list every function, the
 * roles themselves included: a grant of 10 bytes and its part of the rest.
 * Those of a role that stands in several files take half as much again. Where
 * rows do not stand role by role, each thread that reads holds as much.
 */
#define LIMIT_ROW_BYTES 20
/* What an arena asks the system for at once, and from LIMIT_CHUNK_LARGE on
 * which it takes so much and more, up to LIMIT_CHUNK_MAX, and has the system
 * bring it a step at a time. */
#define LIMIT_CHUNK (64UL << 10)
#define LIMIT_CHUNK_LARGE (2UL << 20)
#define LIMIT_CHUNK_MAX (8UL << 20)
#define LIMIT_CHUNK_STEP (256UL << 10)
/* Small ones that are there from the start; and that are kept for the next
 * tenant. */
#define LIMIT_FIRST 8
#define LIMIT_SPARE 16
#define LIMIT_SPARE_PIECES 2
/* A file of more is shared out among threads, and the most of them: those of
 * --threads, and without it. */
#ifndef LIMIT_SHARED
#define LIMIT_SHARED (4UL << 20)
#endif
/* What a thread takes of it at least; it takes the less the less is left. And
 * how often for each thread but the first one of them may take some; the rest
 * is the first one's. */
#ifndef LIMIT_TAKE
#define LIMIT_TAKE (1UL << 20)
#endif
#ifndef LIMIT_TAKES
#define LIMIT_TAKES 16
#endif
/* A line whose end is looked for to cut there; a longer one is not cut at. */
#define LIMIT_CUT (8UL << 10)
#define LIMIT_THREADS_MAX 64
#define LIMIT_THREADS 8
#define LIMIT_STACK (1UL << 20)
/* Byte strings of a file that are remembered with what they came to, about
 * 200 bytes each. */
#define LIMIT_MEMO 200000
/* A roles export of less than that holds one role, which names each
 * function once: remembering names costs more than it saves. The builds for
 * the tests remember those of smaller ones too. */
#ifndef LIMIT_REPEATS
#define LIMIT_REPEATS (12UL << 10)
#endif
/* The levels seen last, by their hash, a power of two so that there is room
 * for all 256 that are usual, and known rows from which on it is worth it. */
#ifndef LIMIT_TAILS
#define LIMIT_TAILS 2048
#endif
#ifndef LIMIT_TAILS_FROM
#define LIMIT_TAILS_FROM 512
#endif
/* What a thread carries from one tenant of a fleet to the next: of spellings
 * and shapes, of byte strings, of what profiles want, and of room for a file,
 * so much each. The build for the tests forgets sooner. */
#ifndef LIMIT_CARRY
#define LIMIT_CARRY (512UL << 10)
#endif
/* Bytes in which the end of some cells is looked for to find them there. */
#define LIMIT_GUESS 1024
/* Rows that are read before it is judged whether remembering them helps. */
#ifndef LIMIT_TRIAL
#define LIMIT_TRIAL 2048
#endif
/* One CSV cell; a real one has at most a few thousand characters. */
#define LIMIT_CELL (64UL << 20)
/* A line that is given to libcsv in one go; a usual one has 70 bytes. */
#define LIMIT_QUICK (64UL << 10)
/* Columns of a CSV row; the API's member record has about 120 fields. */
#define LIMIT_COLUMNS 4096
/* Rows searched for the header row of a sheet. */
#define LIMIT_HEADER_ROWS 8
/* Diagnostics after which reading stops. */
#define LIMIT_DIAGNOSTICS 20
/* Bytes of a diagnostic; a longer one loses its middle. */
#define LIMIT_MESSAGE 4096
/* Inputs of one run, and parts of inputs that other threads read; a grant
 * refers to either by a 16-bit number. */
#define LIMIT_INPUTS 60000
#define LIMIT_STRETCHES 5000
/* Different spellings of levels that are kept letter by letter. */
#ifndef LIMIT_SPELLINGS
#define LIMIT_SPELLINGS 60000
#endif
/* Roles and functions of one tenant. */
#define LIMIT_ROLES 2000000
#define LIMIT_FUNCTIONS 20000
/* Roles of the same wants that are judged without remembering what the rules
 * said of a function at its levels, and functions of which it is. */
#define LIMIT_FEW_ROLES 4
#define LIMIT_REMEMBERED 1024
/* Roles from which on they are judged by several threads: one takes about a
 * millisecond for so many. The build for the tests shares out fewer. */
#ifndef LIMIT_SHARED_ROLES
#define LIMIT_SHARED_ROLES 500
#endif
/* Roles that one thread judges first then: what it remembers of the rules by
 * then is most of what the others would ask again. */
#ifndef LIMIT_FIRST_ROLES
#define LIMIT_FIRST_ROLES 250
#endif
/* Entries of a list whose halves are sorted at the same time: a thread begins
 * in the time that a thousand take. */
#ifndef LIMIT_SHARED_SORT
#define LIMIT_SHARED_SORT 5000
#endif
/* Kinds of roles for which that is remembered, for which up to 5 MB are asked for. */
#define LIMIT_CONTEXTS 32
/* Words of a name that are looked at for aliases, room for the key of them,
 * aliases found among them, and profiles that claim it. */
#define LIMIT_ALIAS_WORDS 32
#define LIMIT_NAME_KEY 512
#define LIMIT_ALIASES 64
#define LIMIT_CLAIMS 32
/* Edits between a name and the suggestion that is made for it. */
#define LIMIT_SUGGEST 2
/* Longest name that is compared letter by letter for a suggestion. */
#define LIMIT_SUGGEST_LEN 64
/* Rows of one profile. */
#define LIMIT_PROFILE_ROWS 4000
/* A number as the value of a setting, such as the length of an ID. */
#define LIMIT_SETTING 1000
/* The number of a record; more is a name. */
#define LIMIT_ID 4000000000UL
/* What a text lists before it only counts: profiles that come next to the one
 * that judges, names in a reason, and, without --verbose, entries of a group of
 * findings, guides, vendors to talk to, tenants or rules of a fleet. */
#define LIMIT_SHOWN_CANDIDATES 3
#define LIMIT_SHOWN_NAMES 6
#define LIMIT_SHOWN_ENTRIES 4
#define LIMIT_SHOWN_GUIDES 6
#define LIMIT_SHOWN_VENDORS 5
#define LIMIT_SHOWN_TENANTS 20
/* The name of a working folder or a temporary file, as Linux has it, and any
 * name on Windows, as that has it. */
#define LIMIT_PATH 4096
#define LIMIT_WINDOWS_PATH 32768
/* Instructions of the sandbox's filter, as far as a comparison can pass over,
 * and numbers of calls, above all that it lists. */
#define LIMIT_FILTER 256
#define LIMIT_CALLS 512
/* A report held in memory before it is written. */
#define LIMIT_BUFFER (1UL << 30)
/* Bytes gathered before they are written to a report file. */
#define LIMIT_OUT 65536
/* Nesting of a JSON report. */
#define LIMIT_JSON_DEPTH 16
/* Roles in the picture of an HTML report, the worst first, and how many stand
 * side by side. All of them stand in the lists. */
#define LIMIT_PICTURED 48
#define LIMIT_PICTURE_ROW 12
/* Report files of one run, and all files that are written at the same time:
 * these, waivers and a bundle or a transcript. */
#define LIMIT_OUTPUTS 16
#define LIMIT_PENDING (LIMIT_OUTPUTS + 4)
/* ConnectWise allows 15 characters for the ID of a member. */
#define LIMIT_MEMBER_ID 15

/* -- evidence bundles: tar, store, bundle -- */

/* The name of a member, in the first of the two fields that ustar has for
 * it, with room for a NUL. */
#define LIMIT_TAR_NAME 99
/* A member; ustar has eleven octal digits for its size. */
#define LIMIT_TAR_MEMBER ((8ULL << 30) - 1)
/* Inputs of a bundle; its manifest stays below LIMIT_JSON_IN_VALUES. */
#define LIMIT_BUNDLE_INPUTS 50000
/* What is left of the name of an input in that of its member. */
#define LIMIT_BUNDLE_NAME 64

/* -- what comes over the network: json, http, tls, connectwise -- */

/* Levels and values of a JSON answer. ConnectWise nests four deep; a page of
 * 1,000 settings holds about 25,000 values. */
#define LIMIT_JSON_IN_DEPTH 32
#define LIMIT_JSON_IN_VALUES 1000000
/* Characters of a number; a double needs at most 24. */
#define LIMIT_JSON_IN_NUMBER 64
/* Members of an object that are compared one by one for a repeated key. */
#define LIMIT_JSON_IN_SMALL 32
/* One request with its headers. */
#define LIMIT_HTTP_REQUEST 8192
/* One header line, all of them together, and how many. */
#define LIMIT_HTTP_LINE 8192
#define LIMIT_HTTP_HEAD 65536
#define LIMIT_HTTP_HEADERS 128
/* The body of an answer; a page of 1,000 members is about 2 MB. */
#define LIMIT_HTTP_BODY (32UL << 20)
/* Seconds from the request to the last byte of the answer. */
#define LIMIT_HTTP_SECONDS 120
/* Answers 1xx before the real one. */
#define LIMIT_HTTP_INTERIM 8
/* Seconds that a silent server is waited for, and the most to ask for. */
#define LIMIT_TIMEOUT 30
#define LIMIT_TIMEOUT_MAX 600
/* Seconds for one address while others are left to try. */
#define LIMIT_ADDRESS_SECONDS 5
/* Addresses of one host that are tried. */
#define LIMIT_ADDRESSES 8
/* A host name, as DNS has it, and a port behind it. */
#define LIMIT_HOST 253
#define LIMIT_PORT 65535
/* Characters of the line that tells how far a live check is. */
#define LIMIT_PROGRESS 70
/* A file of trusted certificates; the usual one is 220 KB. */
#define LIMIT_CA_FILE (16UL << 20)
/* Days before its expiry that a certificate is worth a warning. */
#define LIMIT_CERT_DAYS 30
/* A public or a private key; ConnectWise makes them 16 characters long. */
#define LIMIT_KEY 256UL
/* A client id; it is a GUID of 36 characters. */
#define LIMIT_CLIENT_ID 64
/* The name of a company, as one logs in with it. */
#define LIMIT_COMPANY 64UL
/* The name of a release in a path, as v2025_1. */
#define LIMIT_CODEBASE 32
/* Records of a page, the most that ConnectWise gives, and pages of a list. */
#define LIMIT_API_PAGE 1000
#define LIMIT_API_PAGES 1000
/* Repetitions after 429, and the seconds to wait: without a word of the
 * server that is a number of seconds, and at most. */
#define LIMIT_RETRY_RATE 3
#define LIMIT_RETRY_DEFAULT 30
#define LIMIT_RETRY_SAID 1000000
#define LIMIT_RETRY_WAIT 60
/* Repetitions after a 5xx or a time-out. */
#define LIMIT_RETRY_TIMEOUT 2

#endif
