# cwaudit. GNU make. The only place where files are listed.
#
#   make          ./cwaudit, static
#   make check    everything that is tested; installs the tools it needs
#   make help     the other targets

VERSION = 0.1.0
CC = musl-gcc
PREFIX = /usr/local
MANDIR = $(PREFIX)/share/man
INSTALL = install
AR = ar

# A flavor is a build of everything with its own flags: static (the product),
# unit (for the unit tests, with the machine's own libc), asan (sanitizers),
# fuzz (sanitizers and libFuzzer) and cover (which counts lines).
FLAVOR = static
O = build/$(FLAVOR)
V = build/vendor

# Our modules, lowest first: a module may include only those named before it.
# A name of HEADERS is a header without a .c file.
MODULES = util limits scan par arena buf diag hash map memo slice out \
	store tar sandbox csvin \
	text json jsonw secret http net tls level profile_blob catalogue \
	model model_absorb profile profile_parse carry load_head load_roles \
	load_members load_run load_rows load_parts load_bytes load folder site \
	connectwise connectwise_data keys finding want match match_alias \
	match_overlap rule rule_table rule_cell rule_sum rule_role \
	rule_member rule_input rule_live rule_audit live live_probe live_dry waiver \
	score fleet page csvw html md \
	report report_sheet report_object report_text report_json \
	report_ndjson report_csv report_sarif report_markdown report_style \
	report_page report_matrix report_heat report_findings report_html \
	report_fleet report_fleet_text opt bundle bundle_read complete cmd \
	cmd_sandbox least diff diff_members diff_report needs cmd_audit \
	cmd_bundle cmd_diff cmd_diff_html cmd_diff_sarif cmd_diff_write \
	cmd_fleet cmd_inspect cmd_live cmd_profiles cmd_profiles_check \
	cmd_profiles_diff cmd_profiles_make cmd_profiles_risk \
	cmd_profiles_show cmd_role cmd_role_edits cmd_role_from \
	cmd_role_write cmd_rules cmd_verify cmd_version cmd_waivers cmd_who \
	cmd_who_write
HEADERS = limits scan profile_blob cmd report_page

SRC = $(patsubst %,src/%.c,$(filter-out $(HEADERS),$(MODULES)))
MAIN = cwaudit.c
UNIT = $(sort $(wildcard tests/unit/test_*.c))
FUZZ = $(sort $(wildcard tests/fuzz/fuzz_*.c))
PROFILES = $(sort $(wildcard profiles/*.csv))

# What vendor/mbedtls_config.h asks for.
MBEDTLS = aes aesce aesni asn1parse asn1write base64 bignum bignum_core \
	bignum_mod bignum_mod_raw block_cipher chacha20 chachapoly cipher \
	cipher_wrap constant_time ctr_drbg ecdh ecdsa ecp ecp_curves \
	ecp_curves_new entropy entropy_poll error gcm hkdf md net_sockets \
	oid pem pk pk_ecc pk_wrap pkparse platform platform_util poly1305 \
	psa_crypto psa_crypto_aead psa_crypto_cipher psa_crypto_client \
	psa_crypto_driver_wrappers_no_static psa_crypto_ecp psa_crypto_hash \
	psa_crypto_mac psa_crypto_random psa_crypto_rsa \
	psa_crypto_slot_management psa_util rsa rsa_alt_helpers sha1 sha256 \
	sha512 ssl_ciphersuites ssl_client ssl_msg ssl_tls \
	ssl_tls12_client ssl_tls13_client ssl_tls13_generic ssl_tls13_keys \
	version x509 x509_crt
MBEDTLS_SRC = $(MBEDTLS:%=$(V)/mbedtls/library/%.c)
VENDOR_SRC = $(MBEDTLS_SRC) $(V)/libcsv/libcsv.c $(V)/cjson/cJSON.c

OBJ = $(SRC:%.c=$(O)/%.o) $($(FLAVOR)_SRC:%.c=$(O)/%.o) $(O)/profiles.o
MAIN_OBJ = $(MAIN:%.c=$(O)/%.o)
MBEDTLS_OBJ = $(MBEDTLS_SRC:$(V)/%.c=$(O)/%.o)
LIBS = $(O)/libmbed.a $(O)/libcsv/libcsv.o $(O)/cjson/cJSON.o
UNIT_BIN = $(UNIT:tests/unit/%.c=$(O)/unit/%)
FUZZ_BIN = $(FUZZ:tests/fuzz/fuzz_%.c=$(O)/fuzz/%)

# Flags. CPPFLAGS, CFLAGS and LDFLAGS are the caller's and come last.
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wmissing-prototypes \
	-Wstrict-prototypes -Wwrite-strings -Wvla -Wformat=2
DEFS = -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE \
	-DCWAUDIT_VERSION='"$(VERSION)"' \
	-DMBEDTLS_CONFIG_FILE='<mbedtls_config.h>'
# -iquote: src/limits.h must not stand in for <limits.h>.
INCS = -iquote src -isystem vendor -isystem $(V)/mbedtls/include \
	-isystem $(V)/libcsv -isystem $(V)
SECTIONS = -ffunction-sections -fdata-sections

static_FLAGS = -O2 -fPIE -fstack-protector-strong \
	-fno-asynchronous-unwind-tables $(SECTIONS)
# The builds for the tests remember rows from the first one on.
unit_FLAGS = -O1 -g -DLIMIT_REPEATS=1
asan_FLAGS = -O1 -g -fsanitize=address,undefined -DLIMIT_REPEATS=1 \
	-fno-sanitize-recover=all -fno-omit-frame-pointer -DARENA_MALLOC
unit_WARN = -Werror
asan_WARN = -Werror
asan_LINK = -fsanitize=address,undefined
fuzz_FLAGS = $(asan_FLAGS) -O2 -fsanitize=fuzzer-no-link
fuzz_WARN = -Wno-format-nonliteral -Wno-string-concatenation
fuzz_LINK = -fsanitize=address,undefined,fuzzer

# Only our own code is counted.
cover_FLAGS = -O0 -g
cover_WARN = --coverage -fprofile-update=atomic
cover_LINK = --coverage -Wl,--wrap=_exit,--wrap=_Exit,--wrap=prctl \
	-Wl,--wrap=syscall
cover_SRC = tests/cover/end.c tests/cover/quit.c

# Windows: what the rooms take from POSIX stands in src/windows/.
windows_FLAGS = -O2 -fstack-protector-strong -D_FILE_OFFSET_BITS=64 \
	-D__USE_MINGW_ANSI_STDIO=1 -D_WIN32_WINNT=0x0601 \
	-isystem src/windows/include $(SECTIONS)
windows_POSIX = -include src/windows/posix.h
windows_LINK = -static -s -Wl,--gc-sections,--no-insert-timestamp \
	-Wl,--dynamicbase,--nxcompat,--high-entropy-va
windows_LIBS = -lws2_32 -lbcrypt -lcrypt32 -ladvapi32 -lssp
windows_SRC = $(patsubst %,src/windows/%.c,file process roots socket)
windows_EXE = .exe

# 64-bit ARM: musl from Debian's package for it, beside a cross compiler.
A = build/arm64/musl
A_LIB = $(A)/usr/lib/aarch64-linux-musl
arm64_FLAGS = $(static_FLAGS) -mno-outline-atomics -nostdinc \
	-isystem $(A)/usr/include/aarch64-linux-musl \
	-isystem $(shell $(CC) -print-file-name=include)
arm64_LINK = -static-pie -nostdlib $(HARDEN) -s
arm64_START = $(A_LIB)/rcrt1.o $(A_LIB)/crti.o \
	$(shell $(CC) -print-file-name=crtbeginS.o)
arm64_LIBS = $(A_LIB)/libc.a $(shell $(CC) -print-libgcc-file-name)
arm64_END = $(shell $(CC) -print-file-name=crtendS.o) $(A_LIB)/crtn.o

# musl-gcc is a wrapper that knows nothing of static position-independent
# programs: the start files are named here. A compiler that is not the wrapper
# knows by itself.
MUSL = $(shell sed -n 's,.*"\(/[^"]*\)/musl-gcc.specs".*,\1,p' \
	"$$(command -v $(firstword $(CC)) 2>/dev/null)" 2>/dev/null </dev/null)
START = $(if $(MUSL),$(MUSL)/rcrt1.o $(MUSL)/crti.o \
	$(shell $(CC) -print-file-name=crtbeginS.o))
END = $(if $(MUSL),$(shell $(CC) -print-file-name=crtendS.o) $(MUSL)/crtn.o)
HARDEN = -Wl,-z,relro,-z,now,-z,noexecstack,--gc-sections
static_LINK = -static-pie $(HARDEN) -s \
	$(if $(MUSL),-nostartfiles -Wl$(comma)-static$(comma)-pie \
	-Wl$(comma)--no-dynamic-linker$(comma)-z$(comma)text)
comma = ,
static_START = $(START)
static_END = $(END)

OWN = $(CC) -std=c11 $(WARN) $($(FLAVOR)_WARN) $($(FLAVOR)_FLAGS) \
	$(DEFS) $(INCS) $(CPPFLAGS) $(CFLAGS)
FOREIGN = $(CC) $($(FLAVOR)_FLAGS) $($(FLAVOR)_FOREIGN) -w $(INCS) \
	-DMBEDTLS_CONFIG_FILE='<mbedtls_config.h>' $(CPPFLAGS) $(CFLAGS)

ifeq ($(FLAVOR),static)
BIN = cwaudit
else
BIN = $(O)/cwaudit$($(FLAVOR)_EXE)
endif

all: $(BIN)

$(BIN): $(MAIN_OBJ) $(OBJ) $(LIBS)
	@echo "  LD    $@"
	@$(CC) $($(FLAVOR)_LINK) $(LDFLAGS) -o $@ $($(FLAVOR)_START) \
		$(MAIN_OBJ) $(OBJ) $(LIBS) $($(FLAVOR)_LIBS) $($(FLAVOR)_END)

$(O)/%.o: %.c Makefile vendor/mbedtls_config.h | $(V)/stamp
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(OWN) $(if $(findstring src/windows/,$<),,$($(FLAVOR)_POSIX)) \
		$(SMALL) $(LEARNT) -MMD -MP -c -o $@ $<

$(O)/profiles.o: build/profiles.c Makefile
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(OWN) -Wno-overlength-strings -MMD -MP -c -o $@ $<

build/profiles.c: $(PROFILES) profiles/embed.sh $(wildcard profiles/*.awk) \
		build/profiles.list
	@echo "  EMBED profiles/*.csv"
	@profiles/embed.sh $@ $(PROFILES)

# Changes when a profile comes or goes.
build/profiles.list: FORCE
	@mkdir -p build
	@echo '$(PROFILES)' | cmp -s - $@ || echo '$(PROFILES)' >$@

build/arm64/musl/ready: vendor/musl-arm64.sh
	@vendor/musl-arm64.sh $(@D)

# The program's objects with no sandbox, for what writes or watches of its own
# accord.
LOOSE_OBJ = $(filter-out %/sandbox.o,$(OBJ)) $(O)/loose/sandbox.o

$(O)/loose/sandbox.o: src/sandbox.c Makefile
	@mkdir -p $(@D)
	@echo "  CC    $< (loose)"
	@$(OWN) -Os -DSANDBOX_NONE -MMD -MP -c -o $@ $<

# Third-party code: fetched once, compiled with its own flags.
$(V)/stamp: vendor/sources.lock vendor/fetch.sh
	@vendor/fetch.sh $(V)
	@touch $@

$(VENDOR_SRC): | $(V)/stamp

# What every row of an export passes is fast, all else is small.
HOT = util arena buf out jsonw csvw map memo slice csvin text catalogue model \
	load_head load_roles load_run load_rows model_absorb want match_overlap \
	rule rule_cell rule_sum rule_role finding score
ifneq ($(filter static windows arm64,$(FLAVOR)),)
$(filter-out %/sha256.o,$(MBEDTLS_OBJ)): SMALL = -Os
$(filter-out $(HOT:%=$(O)/src/%.o),$(OBJ)) $(MAIN_OBJ): SMALL = -Os
endif

# No target reaches into mbedTLS but for its SHA-256: what is watched is slow.
ifeq ($(FLAVOR),fuzz)
$(MBEDTLS_OBJ): fuzz_FLAGS = -O2 -g
endif

$(O)/%.o: $(V)/%.c $(V)/stamp vendor/mbedtls_config.h
	@mkdir -p $(@D)
	@$(FOREIGN) $(SMALL) $(LEARNT) -c -o $@ $<

$(O)/libmbed.a: $(MBEDTLS_OBJ)
	@echo "  AR    $@ ($(words $(MBEDTLS)) files)"
	@rm -f $@
	@$(AR) rcs $@ $(MBEDTLS_OBJ)

# The other systems, each with its own compiler. What all of them share is
# there before.
windows arm64: build/profiles.c $(V)/stamp

windows:
	@vendor/need.sh x86_64-w64-mingw32-gcc-posix=gcc-mingw-w64-x86-64
	@$(MAKE) --no-print-directory FLAVOR=windows \
		CC=x86_64-w64-mingw32-gcc-posix AR=x86_64-w64-mingw32-ar all

arm64: build/arm64/musl/ready
	@vendor/need.sh aarch64-linux-gnu-gcc=gcc-aarch64-linux-gnu
	@$(MAKE) --no-print-directory FLAVOR=arm64 CC=aarch64-linux-gnu-gcc \
		AR=aarch64-linux-gnu-ar all

# A release, in build/dist/.
dist: all windows arm64
	@vendor/dist.sh $(VERSION)

# For tests/memo.py and tests/fleet.py: a build that remembers no rows, and one
# that treats a small file as a large one and a little memory as much.
plain_DEFS = -DMEMO_OFF -DLIMIT_SPELLINGS=48
pieces_DEFS = -DLIMIT_HELD=0 -DLIMIT_PIECE=512 -DLIMIT_TRIAL=64 \
	-DLIMIT_SHARED=0 -DLIMIT_TAKE=200 -DLIMIT_TAKES=3 \
	-DLIMIT_SHARED_ROLES=1 -DLIMIT_FIRST_ROLES=5 -DLIMIT_SHARED_SORT=2 \
	-DLIMIT_CARRY=65536 -DLIMIT_SPELLINGS=48 -DLIMIT_TAILS=64 \
	-DLIMIT_TAILS_FROM=8
ODD = par model model_absorb carry load_head load slice load_run load_rows \
	load_parts want rule_audit
odd: $(O)/cwaudit-plain $(O)/cwaudit-pieces

$(O)/cwaudit-plain: $(ODD:%=$(O)/plain/%.o)
$(O)/cwaudit-pieces: $(ODD:%=$(O)/pieces/%.o)
$(O)/cwaudit-plain $(O)/cwaudit-pieces: $(MAIN_OBJ) $(OBJ) $(LIBS)
	@echo "  LD    $@"
	@$(CC) $($(FLAVOR)_LINK) $(LDFLAGS) -o $@ $(MAIN_OBJ) \
		$(filter $(O)/plain/% $(O)/pieces/%,$^) \
		$(filter-out $(ODD:%=$(O)/src/%.o),$(OBJ)) $(LIBS)

define odd_object
@mkdir -p $(@D)
@echo "  CC    $< ($(notdir $(@D)))"
@$(OWN) $($(notdir $(@D))_DEFS) -MMD -MP -c -o $@ $<
endef

$(O)/plain/%.o: src/%.c Makefile
	$(odd_object)

$(O)/pieces/%.o: src/%.c Makefile
	$(odd_object)

# The product is optimised for what it does: what every row passes is first
# built into a program that counts how often it goes which way, and that does
# some audits. PGO=0 leaves that out. Counted are branches alone, not values,
# some of which are addresses: so the same sources give the same bytes.
PGO = $(if $(MUSL),1,0)
T = $(O)/train
TRAINED = $(HOT:%=src/%) libcsv/libcsv
TRAINED_OBJ = $(TRAINED:%=$(O)/%.o)
# Loops of these are worth their size when unrolled.
ROLLED = $(patsubst %,src/%,memo csvin text load_run load_rows rule_sum rule_role) \
	libcsv/libcsv
TIGHT = -fno-peel-loops -fno-unroll-loops -fno-tracer
COUNT = -fprofile-generate -fprofile-update=single -fno-profile-values
ifeq ($(FLAVOR)$(PGO),static1)
$(TRAINED_OBJ): $(T)/stamp
$(TRAINED_OBJ): private LEARNT = -fprofile-use -fno-profile-values \
	$(if $(filter $(ROLLED:%=$(O)/%.o),$@),,$(TIGHT))

# The counts of a static function bear the name of the object: so an object
# that counts is made under the name of the one that learns from it.
$(T)/src/%.o: src/%.c Makefile | $(V)/stamp
	@mkdir -p $(@D) $(O)/src
	@$(OWN) $(COUNT) -c -o $(O)/src/$*.o $<
	@mv $(O)/src/$*.o $@

$(T)/libcsv/%.o: $(V)/libcsv/%.c Makefile | $(V)/stamp
	@mkdir -p $(@D) $(O)/libcsv
	@$(FOREIGN) $(COUNT) -c -o $(O)/libcsv/$*.o $<
	@mv $(O)/libcsv/$*.o $@

# It writes the counts as it ends, and so is let out of the sandbox.
$(T)/cwaudit: $(TRAINED:%=$(T)/%.o) $(filter-out $(TRAINED_OBJ),\
		$(MAIN_OBJ) $(LOOSE_OBJ) $(LIBS))
	@$(CC) -static -o $@ $^ -lgcov

$(T)/gen: bench/gen.c $(V)/stamp
	@mkdir -p $(@D)
	@$(CC) -static -O2 $(INCS) -o $@ $< $(V)/libcsv/libcsv.c

$(T)/stamp: $(T)/cwaudit $(T)/gen bench/train.sh
	@echo "  TRAIN $(words $(TRAINED)) files"
	@rm -f $(TRAINED:%=$(O)/%.gcda)
	@bench/train.sh $(T)
	@ls $(TRAINED:%=$(O)/%.gcda) >/dev/null
	@touch $@

$(TRAINED:%=$(T)/%.o): $(wildcard src/*.h)
endif

# Unit tests: each tests/unit/test_*.c is a program with our modules in it.
units: $(UNIT_BIN)

$(O)/unit/%: $(O)/tests/unit/%.o $(O)/libcwaudit.a $(LIBS)
	@mkdir -p $(@D)
	@echo "  LD    $@"
	@$(CC) $($(FLAVOR)_LINK) $(LDFLAGS) -o $@ $< $(O)/libcwaudit.a $(LIBS) \
		-lcmocka

$(O)/libcwaudit.a: $(OBJ)
	@rm -f $@
	@$(AR) rcs $@ $(OBJ)

# What tests/sandbox/run.sh tries the sandbox with.
$(O)/sandbox/try: $(O)/tests/sandbox/try.o $(O)/src/sandbox.o $(O)/src/util.o
	@mkdir -p $(@D)
	@echo "  LD    $@"
	@$(CC) $($(FLAVOR)_LINK) $(LDFLAGS) -o $@ $($(FLAVOR)_START) $^ \
		$($(FLAVOR)_LIBS) -pthread $($(FLAVOR)_END)

# Fuzz targets: each tests/fuzz/fuzz_*.c, driven by libFuzzer in the flavor of
# that name, in others by a main() that runs it on files.
FUZZ_MAIN = $(if $(filter fuzz,$(FLAVOR)),,$(O)/tests/fuzz/replay.o)
FUZZ_OBJ = $(O)/tests/fuzz/fuzz.o $(O)/tests/fuzz/mutate.o $(FUZZ_MAIN)

fuzzers: $(FUZZ_BIN)

$(O)/fuzz/%: $(O)/tests/fuzz/fuzz_%.o $(FUZZ_OBJ) $(O)/libcwaudit.a $(LIBS)
	@mkdir -p $(@D)
	@echo "  LD    $@"
	@$(CC) $($(FLAVOR)_LINK) -Wl,--wrap=_Exit $(LDFLAGS) -o $@ $< \
		$(FUZZ_OBJ) $(O)/libcwaudit.a $(LIBS)

# Seconds for each target, and how many run at a time.
FUZZ_SECONDS = 60
FUZZ_JOBS = 1

fuzz:
	@vendor/need.sh clang=clang \
		"$$(clang -print-runtime-dir 2>/dev/null || \
		echo /clang)/libclang_rt.fuzzer-x86_64.a"=libclang-rt-dev
	@$(MAKE) --no-print-directory FLAVOR=fuzz CC=clang LDFLAGS= fuzzers
	@tests/fuzz.sh $(FUZZ_SECONDS) $(FUZZ_JOBS) \
		$(FUZZ:tests/fuzz/fuzz_%.c=%)

# The product's object files once more, with what makes calls of the libc fail
# between them: tests/faults/wrap.c. It logs and cuts files, and so is let out
# of the sandbox.
FAULT_CALLS = malloc calloc realloc mmap read write open close rename fsync \
	fstat recv send connect socket pread
FAULT_OBJ = $(O)/tests/faults/wrap.o

fault: build/fault/cwaudit

build/fault/cwaudit $(O)/faulty: $(MAIN_OBJ) $(LOOSE_OBJ) $(FAULT_OBJ) $(LIBS)
	@mkdir -p $(@D)
	@echo "  LD    $@"
	@$(CC) $($(FLAVOR)_LINK) $(FAULT_CALLS:%=-Wl,--wrap=%) $(LDFLAGS) \
		-o $@ $($(FLAVOR)_START) $(MAIN_OBJ) $(LOOSE_OBJ) \
		$(FAULT_OBJ) $(LIBS) $($(FLAVOR)_LIBS) $($(FLAVOR)_END)

# The same programs under each flavor; the host's compiler and libc.
HOSTCC = gcc
HOST = CC='$(HOSTCC)' LDFLAGS=

# Suites, in the order in which they run. Each prints "N passed, N failed".
SUITES = layers symbols lint binary unit golden contract matching rules \
	fixtures schema summary equivalence memo fleet docs reports validate live \
	role-diff sandbox bundle bench faults fuzz-replay windows arm64 \
	asan-unit asan-golden asan-rules asan-fixtures asan-matching \
	asan-memo asan-fleet asan-live asan-reports asan-bundle \
	asan-fuzz-replay dist

check:
	@tests/prepare.sh
	@rm -f build/check.counts
	@$(MAKE) --no-print-directory all bench-tools fault \
		build/static/sandbox/try
	@$(MAKE) --no-print-directory FLAVOR=unit $(HOST) units odd fuzzers \
		build/unit/sandbox/try
	@$(MAKE) --no-print-directory FLAVOR=asan $(HOST) all units odd fuzzers
	@tests/suite.sh layers tests/layers.sh $(MODULES)
	@tests/suite.sh symbols tests/symbols.sh $(MAIN_OBJ) $(OBJ)
	@tests/suite.sh lint tests/lint.sh $(MAIN) $(SRC) -- $(LINT_FLAGS)
	@tests/suite.sh binary tests/binary.sh ./cwaudit
	@tests/suite.sh unit tests/unit.sh \
		$(UNIT:tests/unit/%.c=build/unit/unit/%)
	@tests/suite.sh golden tests/run.sh
	@tests/suite.sh contract tests/contract.py
	@tests/suite.sh matching tests/matching.py
	@tests/suite.sh rules tests/rules.py
	@tests/suite.sh fixtures tests/fixtures.py
	@tests/suite.sh schema tests/schema.py
	@tests/suite.sh summary tests/summary.py
	@tests/suite.sh equivalence tests/equivalence.py
	@tests/suite.sh memo tests/memo.py build/unit 300
	@tests/suite.sh fleet tests/fleet.py build/unit 12
	@tests/suite.sh docs tests/docs.py
	@tests/suite.sh reports python3 tests/reports.py
	@tests/suite.sh validate python3 tests/validate.py
	@tests/suite.sh live tests/live/run.sh
	@tests/suite.sh role-diff python3 tests/role_diff.py
	@tests/suite.sh sandbox tests/sandbox/run.sh build/static/sandbox/try \
		build/unit/sandbox/try
	@tests/suite.sh bundle python3 tests/bundle.py
	@tests/suite.sh bench bench/bench.py --check
	@tests/suite.sh faults python3 tests/faults.py
	@tests/suite.sh fuzz-replay tests/replay.sh \
		$(FUZZ:tests/fuzz/fuzz_%.c=build/unit/fuzz/%)
	@$(MAKE) --no-print-directory windows arm64
	@tests/suite.sh windows tests/port.sh windows \
		build/windows/cwaudit.exe
	@tests/suite.sh arm64 tests/port.sh arm64 build/arm64/cwaudit
	@tests/suite.sh asan-unit tests/unit.sh \
		$(UNIT:tests/unit/%.c=build/asan/unit/%)
	@CWAUDIT=build/asan/cwaudit tests/suite.sh asan-golden tests/run.sh
	@CWAUDIT=build/asan/cwaudit tests/suite.sh asan-rules tests/rules.py
	@CWAUDIT=build/asan/cwaudit tests/suite.sh asan-fixtures \
		tests/fixtures.py
	@CWAUDIT=build/asan/cwaudit tests/suite.sh asan-matching \
		tests/matching.py
	@tests/suite.sh asan-memo tests/memo.py build/asan 60
	@CWAUDIT=build/asan/cwaudit tests/suite.sh asan-fleet \
		tests/fleet.py build/asan 3
	@CWAUDIT=build/asan/cwaudit tests/suite.sh asan-live tests/live/run.sh
	@CWAUDIT=build/asan/cwaudit tests/suite.sh asan-reports \
		python3 tests/reports.py
	@CWAUDIT=build/asan/cwaudit tests/suite.sh asan-bundle \
		python3 tests/bundle.py
	@tests/suite.sh asan-fuzz-replay tests/replay.sh \
		$(FUZZ:tests/fuzz/fuzz_%.c=build/asan/fuzz/%)
	@tests/suite.sh dist tests/dist.sh
	@tests/total.sh $(SUITES)

# What takes too long for each change: every allocation, inputs of every size.
check-long:
	@tests/prepare.sh
	@rm -f build/check.counts
	@$(MAKE) --no-print-directory all fault
	@tests/suite.sh faults-long python3 tests/faults.py --long
	@tests/total.sh faults-long

# Breaks the rules, the levels and the score in small ways, each of which a
# suite must notice; MUTATE names options and files of tests/mutate.py.
MUTATE =

mutate:
	@$(MAKE) --no-print-directory FLAVOR=unit $(HOST) all units
	@$(MAKE) --no-print-directory FLAVOR=asan $(HOST) all units
	@nice tests/mutate.py $(MUTATE) -- $(LINT_FLAGS)

# Which lines of src/ the suites reach; tests/uncovered.txt says why not the
# others.
coverage:
	@tests/prepare.sh
	@$(MAKE) --no-print-directory FLAVOR=cover $(HOST) all units odd \
		fuzzers build/cover/faulty
	@nice tests/coverage.py $(COVERAGE)

# The sanitizer build alone: build/asan/cwaudit.
asan:
	@$(MAKE) --no-print-directory FLAVOR=asan $(HOST) all

LINT_FLAGS = -std=c11 $(WARN) $(DEFS) $(INCS)

lint: $(V)/stamp
	@tests/lint.sh $(MAIN) $(SRC) -- $(LINT_FLAGS)

layers:
	@tests/layers.sh $(MODULES)

symbols: $(MAIN_OBJ) $(OBJ)
	@tests/symbols.sh $(MAIN_OBJ) $(OBJ)

# Measures: first the fixtures, then SIZE megabytes beside what bench/need
# installs. README=1 writes the figures into README.md.
B = build/bench
SIZE = 100
BENCH = $(HOSTCC) -O2 -std=c11 $(WARN) -D_GNU_SOURCE

bench: all bench-tools
	@bench/run.sh
	@bench/live.sh
	@bench/bench.py $(if $(README),--readme) $(SIZE)

bench-tools: $(B)/gen $(B)/duckdb $(B)/once $(B)/bare $(B)/counted

# The program without its sandbox, under which valgrind cannot run.
$(B)/counted: $(MAIN_OBJ) $(LOOSE_OBJ) $(LIBS)
	@mkdir -p $(@D)
	@echo "  LD    $@"
	@$(CC) $($(FLAVOR)_LINK) $(LDFLAGS) -o $@ $($(FLAVOR)_START) \
		$(MAIN_OBJ) $(LOOSE_OBJ) $(LIBS) $($(FLAVOR)_LIBS) \
		$($(FLAVOR)_END)

$(B)/gen: bench/gen.c Makefile | $(V)/stamp
	@mkdir -p $(@D)
	@echo "  CC    $@"
	@$(BENCH) -isystem $(V)/libcsv -c -o $@.o $<
	@$(HOSTCC) -O2 -w -o $@ $@.o $(V)/libcsv/libcsv.c

$(B)/duckdb: bench/peers/duckdb.c Makefile
	@mkdir -p $(@D)
	@echo "  CC    $@"
	@$(BENCH) -o $@ $< -ldl

# Static, so that it holds next to no memory itself.
$(B)/once: bench/once.c Makefile
	@mkdir -p $(@D)
	@echo "  CC    $@"
	@$(CC) -O2 -static -std=c11 $(WARN) -D_DEFAULT_SOURCE -o $@ $<

# The libcsv of the program, with the flags of the program.
$(B)/bare: bench/bare.c $(filter %/libcsv.o,$(LIBS)) Makefile
	@mkdir -p $(@D)
	@echo "  CC    $@"
	@$(OWN) -c -o $@.o $<
	@$(CC) $($(FLAVOR)_LINK) $(LDFLAGS) -o $@ $($(FLAVOR)_START) \
		$@.o $(filter %/libcsv.o,$(LIBS)) $($(FLAVOR)_END)

install: all
	$(INSTALL) -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(MANDIR)/man1'
	$(INSTALL) -m 755 cwaudit '$(DESTDIR)$(PREFIX)/bin/cwaudit'
	$(INSTALL) -m 644 cwaudit.1 '$(DESTDIR)$(MANDIR)/man1/cwaudit.1'

# clean leaves the fetched sources; distclean leaves nothing.
clean:
	rm -rf build/static build/unit build/asan build/windows build/arm64 \
		build/fuzz build/fault build/wine build/dist \
		build/cover build/mutate \
		build/profiles.* build/one.* build/check.* build/lint \
		build/bench cwaudit

distclean:
	rm -rf build cwaudit

help:
	@echo 'all        ./cwaudit, static'
	@echo 'check      everything that is tested; installs what it needs'
	@echo 'windows    build/windows/cwaudit.exe, by mingw-w64'
	@echo 'arm64      build/arm64/cwaudit, static, for 64-bit ARM'
	@echo 'dist       a release in build/dist/, the same bytes each time'
	@echo 'check-long what takes too long for each change'
	@echo 'fuzz       each fuzz target for FUZZ_SECONDS ($(FUZZ_SECONDS))'
	@echo 'fault      build/fault/cwaudit, whose libc fails on demand'
	@echo 'coverage   which lines of src/ the suites reach'
	@echo 'mutate     breaks the rules and the score in small ways'
	@echo 'asan       build/asan/cwaudit, with sanitizers'
	@echo 'lint       clang-tidy, cppcheck, banned functions'
	@echo 'layers     who includes whom'
	@echo 'symbols    exported names'
	@echo 'bench      how long an audit takes, beside other tools; SIZE=MB'
	@echo 'install    to DESTDIR and PREFIX ($(PREFIX))'
	@echo 'clean      removes what was built'
	@echo 'distclean  also removes what was fetched'

-include $(OBJ:.o=.d) $(MAIN_OBJ:.o=.d)
-include $(UNIT:%.c=$(O)/%.d)
-include $(FUZZ:%.c=$(O)/%.d) $(FUZZ_OBJ:.o=.d) $(FAULT_OBJ:.o=.d)
-include $(wildcard $(O)/plain/*.d $(O)/pieces/*.d $(O)/loose/*.d)
-include $(O)/tests/sandbox/try.d

FORCE:

.PHONY: all windows arm64 dist units odd check check-long fuzz fuzzers fault \
	coverage mutate asan lint layers symbols bench bench-tools install \
	clean distclean help FORCE
.SECONDARY:
