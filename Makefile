# bouncestat: build, test and install.  "make help" lists the targets.

VERSION	= 1.0.0
PREFIX	= /usr/local
SYSCONFDIR = /etc
BINDIR	= $(PREFIX)/bin
MANDIR	= $(PREFIX)/share/man
LOCALEDIR = $(PREFIX)/share/locale
DOCDIR	= $(PREFIX)/share/doc/bouncestat
UNITDIR	= $(PREFIX)/lib/systemd/system
COMPDIR	= $(PREFIX)/share/bash-completion/completions

CC	?= cc
BUILD	?= build
WARN	= -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	  -Wwrite-strings -Wpointer-arith -Wvla
CFLAGS	?= -O2 -g
LIBS	= libpcre2-8 sqlite3 jansson zlib liblzma libzstd libconfuse libxxhash
# systemd's journal can be read where its library is; JOURNAL= leaves it out.
JOURNAL	:= $(shell pkg-config --exists libsystemd && echo libsystemd)
LIBS	+= $(JOURNAL)
PKG_CFLAGS := $(shell pkg-config --cflags $(LIBS))
PKG_LIBS := $(shell pkg-config --libs $(LIBS))
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -I. $(WARN) $(PKG_CFLAGS) -pthread \
	  -DVERSION='"$(VERSION)"' -DSYSCONFDIR='"$(SYSCONFDIR)"' \
	  -DLOCALEDIR='"$(LOCALEDIR)"' \
	  $(if $(JOURNAL),-DHAVE_LIBSYSTEMD) $(CFLAGS) $(SANITIZE)
# libbz2 has no pkg-config file in Debian.
ALL_LIBS = $(PKG_LIBS) -lbz2 -pthread $(LDFLAGS) $(SANITIZE)

SRC	:= $(sort $(wildcard schema/*.c parsers/*.c reports/*.c analyzer/*.c))
TEST_SRC := $(sort $(wildcard tests/*.c tests/*/test_*.c tests/*/world.c))
DATA	:= $(sort $(wildcard schema/*.sql reports/*.sql parsers/*.rules) \
	   $(shell find schema/knowledge -name '*.json'))
SUITES	:= $(patsubst test_%.c,%,$(filter test_%.c,$(notdir $(TEST_SRC))))
OBJ	:= $(SRC:%.c=$(BUILD)/%.o) $(BUILD)/embed.o
LIB_OBJ	:= $(filter-out $(BUILD)/analyzer/main.o,$(OBJ))
TEST_OBJ := $(TEST_SRC:%.c=$(BUILD)/%.o) $(BUILD)/suites.o

SAMPLES	:= $(wildcard contrib/samples/*log*)
BENCH_MB ?= 300

# Catalogues of the program's words, where gettext looks for them.
PO	:= $(sort $(wildcard po/*.po))
MO	:= $(PO:po/%.po=$(BUILD)/locale/%/LC_MESSAGES/bouncestat.mo)

# Builds in other folders keep their program there.
PROGRAM	= $(if $(filter build,$(BUILD)),bouncestat,$(BUILD)/bouncestat)

all: $(PROGRAM) $(MO)

$(PROGRAM): $(OBJ)
	$(CC) -o $@ $(OBJ) $(ALL_LIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Data files become part of the binary: one .incbin each and a table.
$(BUILD)/embed.S: $(DATA) Makefile
	@mkdir -p $(@D)
	@{ printf '\t.section .rodata\n'; i=0; \
	for f in $(DATA); do \
		printf 'n%d:\t.asciz "%s"\nd%d:\t.incbin "%s"\ne%d:\t.byte 0\n' \
		    $$i $$f $$i $$f $$i; i=$$((i + 1)); \
	done; \
	printf '\t.section .data.rel.ro,"aw"\n\t.balign 8\n'; \
	printf '\t.globl embed_files\nembed_files:\n'; i=0; \
	for f in $(DATA); do \
		printf '\t.quad n%d, d%d, e%d\n' $$i $$i $$i; i=$$((i + 1)); \
	done; \
	printf '\t.quad 0, 0, 0\n\t.section .note.GNU-stack,"",@progbits\n'; \
	} >$@

$(BUILD)/embed.o: $(BUILD)/embed.S
	$(CC) -c -o $@ $<

# Every tests/*/test_NAME.c defines suite_NAME(); the runner calls them all.
$(BUILD)/suites.c: $(TEST_SRC) Makefile
	@mkdir -p $(@D)
	@{ for s in $(SUITES); do echo "void suite_$$s(void);"; done; \
	echo 'extern void (*const suites[])(void);'; \
	echo 'void (*const suites[])(void) = {'; \
	for s in $(SUITES); do echo "	suite_$$s,"; done; \
	echo '	0 };'; } >$@

$(BUILD)/suites.o: $(BUILD)/suites.c
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/tests/run: $(LIB_OBJ) $(TEST_OBJ)
	$(CC) -o $@ $(LIB_OBJ) $(TEST_OBJ) $(ALL_LIBS) -lcunit

# SUITE="span reply" runs these CUnit suites and nothing else.
test:
	$(if $(SUITE),,$(MAKE) test-cli)
	$(MAKE) test-unit

test-build: $(BUILD)/tests/run $(PROGRAM) $(MO)

test-unit: test-build
	BOUNCESTAT_LOCALEDIR=$(BUILD)/locale $(BUILD)/tests/run $(SUITE)

# The program as users call it.
test-cli: $(PROGRAM) $(MO)
	BOUNCESTAT_LOCALEDIR=$(CURDIR)/$(BUILD)/locale \
	    sh tests/cli/run.sh $(abspath $(PROGRAM))

# The program against real mail servers of a Debian release; needs root.
# SUITE=bullseye, bookworm (default) or trixie.
e2e: $(PROGRAM)
	sh tests/e2e/run.sh

check: test lint

# The same tests with every access to memory checked.
SANITIZERS = -fsanitize=address,undefined -fno-sanitize-recover=all \
	  -fno-omit-frame-pointer
sanitize:
	$(MAKE) BUILD=build-asan CFLAGS="-O1 -g" SANITIZE="$(SANITIZERS)" test
	$(MAKE) fuzz

# Targets that strangers' bytes are thrown at, under the sanitizers: a number of
# rounds that is the same everywhere, or FUZZ_SECONDS each.  FUZZ="lines judge"
# takes these; FUZZER=libfuzzer lets clang's library choose the bytes.
FUZZ	?= $(patsubst tests/fuzz/fuzz_%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZ_NUMBER ?= 1
FUZZ_ROUNDS ?= 20000
FUZZ_SECONDS ?=
FUZZ_SRC := tests/pack.c \
	   $(filter-out tests/fuzz/fuzz_%,$(sort $(wildcard tests/fuzz/*.c)))
FUZZ_OBJ := $(FUZZ_SRC:%.c=$(BUILD)/%.o)

fuzz: fuzz-$(if $(FUZZER),$(FUZZER),own)

fuzz-own:
	$(MAKE) BUILD=build-asan CFLAGS="-O1 -g" SANITIZE="$(SANITIZERS)" \
	    $(FUZZ:%=fuzz-run-%)

fuzz-libfuzzer:
	$(MAKE) BUILD=build-libfuzzer CC=clang \
	    CFLAGS="-O1 -g -DFUZZ_LIBFUZZER -fsanitize=fuzzer-no-link" \
	    SANITIZE="$(SANITIZERS)" LDFLAGS=-fsanitize=fuzzer \
	    FUZZ_RUN="-seed=$(FUZZ_NUMBER) -max_len=65536 -timeout=60 \
	    -rss_limit_mb=4096 -print_final_stats=0 \
	    -max_total_time=$(if $(FUZZ_SECONDS),$(FUZZ_SECONDS),60)" \
	    $(FUZZ:%=fuzz-run-%)

FUZZ_RUN ?= -n $(FUZZ_NUMBER) $(if $(FUZZ_SECONDS),-s $(FUZZ_SECONDS),-r \
	    $(FUZZ_ROUNDS))
fuzz-run-%: $(BUILD)/tests/fuzz/fuzz_%
	$< $(FUZZ_RUN)

.SECONDARY: $(FUZZ_OBJ) $(FUZZ:%=$(BUILD)/tests/fuzz/fuzz_%.o)
$(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(FUZZ_OBJ) $(LIB_OBJ)
	$(CC) -o $@ $^ $(ALL_LIBS)

lint: lint-include lint-banned lint-readme lint-man lint-po lint-sh lint-cppcheck \
    lint-tidy

lint-include:
	sh tests/lint/include.sh

lint-banned:
	sh tests/lint/banned.sh

# The report in the README is a real one; "make readme" brings it up to date.
lint-readme: $(PROGRAM)
	sh tests/lint/readme.sh $(abspath $(PROGRAM))

readme: $(PROGRAM)
	sh tests/lint/readme.sh $(abspath $(PROGRAM)) --write

lint-man:
	mandoc -Tlint -Wwarning contrib/bouncestat.1

# Well-formed, and no word of the sources without its translation.
lint-po: $(BUILD)/bouncestat.pot
	for f in $(PO); do \
		msgfmt --check-format -o /dev/null $$f && msgcmp $$f $< || \
		    exit 1; \
	done

lint-sh:
	shellcheck .ci/run tests/cli/*.sh tests/e2e/*.sh tests/lint/*.sh tests/bench/*.sh
	shellcheck -s bash contrib/bouncestat.bash

lint-cppcheck:
	cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr -I. \
	    --enable=warning,performance,portability \
	    --suppress=missingIncludeSystem --suppress=preprocessorErrorDirective \
	    --suppress=funcArgOrderDifferent \
	    -j2 -D_GNU_SOURCE -DHAVE_LIBSYSTEMD -DVERSION='""' -DSYSCONFDIR='""' \
	    -DLOCALEDIR='""' schema parsers reports analyzer

# One check for each source, as many at once as make has jobs.
lint-tidy: $(SRC:%.c=$(BUILD)/%.tidy)

$(BUILD)/%.tidy: %.c contrib/clang-tidy
	@mkdir -p $(@D)
	clang-tidy --quiet --config-file=contrib/clang-tidy $< -- $(ALL_CFLAGS) 2>$@.log || \
	    { cat $@.log; exit 1; }
	@mv $@.log $@

bench: $(PROGRAM) $(BUILD)/tests/bench/genlog
	sh tests/bench/bench.sh $(abspath $(PROGRAM)) \
	    $(BUILD)/tests/bench/genlog $(BENCH_MB)

$(BUILD)/tests/bench/genlog: tests/bench/genlog.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_GNU_SOURCE $(WARN) $(CFLAGS) -o $@ $<

# What the build, the tests and the lints need, on Debian.
PACKAGES = $(sort $(shell cat contrib/packages/build contrib/packages/test \
	  contrib/packages/lint contrib/packages/e2e))
deps:
	apt-get update
	DEBIAN_FRONTEND=noninteractive apt-get install -y \
	    --no-install-recommends $(PACKAGES)

INSTALL	= install
EXAMPLES = contrib/bouncestat.conf contrib/bouncestat.cron \
	  contrib/logrotate.example
install: all
	$(INSTALL) -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(MANDIR)/man1 \
	    $(DESTDIR)$(DOCDIR)/examples $(DESTDIR)$(DOCDIR)/samples \
	    $(DESTDIR)$(UNITDIR) $(DESTDIR)$(COMPDIR)
	$(INSTALL) -m 755 $(PROGRAM) $(DESTDIR)$(BINDIR)/bouncestat
	$(INSTALL) -m 644 contrib/bouncestat.1 $(DESTDIR)$(MANDIR)/man1/
	$(INSTALL) -m 644 README.md CHANGELOG.md LICENSE $(DESTDIR)$(DOCDIR)/
	$(INSTALL) -m 644 $(EXAMPLES) $(DESTDIR)$(DOCDIR)/examples/
	$(INSTALL) -m 644 $(SAMPLES) $(DESTDIR)$(DOCDIR)/samples/
	$(INSTALL) -m 644 contrib/bouncestat.service \
	    contrib/bouncestat.timer $(DESTDIR)$(UNITDIR)/
	$(INSTALL) -m 644 contrib/bouncestat.bash \
	    $(DESTDIR)$(COMPDIR)/bouncestat
	for f in $(PO:po/%.po=%); do \
		$(INSTALL) -d $(DESTDIR)$(LOCALEDIR)/$$f/LC_MESSAGES && \
		$(INSTALL) -m 644 \
		    $(BUILD)/locale/$$f/LC_MESSAGES/bouncestat.mo \
		    $(DESTDIR)$(LOCALEDIR)/$$f/LC_MESSAGES/ || exit 1; \
	done

# The history and the configuration stay.
uninstall:
	rm -f $(DESTDIR)$(BINDIR)/bouncestat \
	    $(DESTDIR)$(MANDIR)/man1/bouncestat.1 \
	    $(DESTDIR)$(UNITDIR)/bouncestat.service \
	    $(DESTDIR)$(UNITDIR)/bouncestat.timer \
	    $(DESTDIR)$(COMPDIR)/bouncestat
	rm -f $(PO:po/%.po=$(DESTDIR)$(LOCALEDIR)/%/LC_MESSAGES/bouncestat.mo)
	rm -rf $(DESTDIR)$(DOCDIR)

$(BUILD)/locale/%/LC_MESSAGES/bouncestat.mo: po/%.po
	@mkdir -p $(@D)
	msgfmt --check-format --check-domain -o $@ $<

# All words of the program, in the order of the sources.
$(BUILD)/bouncestat.pot: $(SRC) Makefile
	@mkdir -p $(@D)
	xgettext --language=C --from-code=UTF-8 --add-comments=TRANSLATORS: \
	    --keyword=_ --keyword=N_ --keyword=ngettext:1,2 --sort-by-file \
	    --package-name=bouncestat --package-version=$(VERSION) \
	    --no-location -o $@ $(SRC)

# Brings the po files up to date with the sources.
po: $(BUILD)/bouncestat.pot
	@for f in $(PO); do \
		msgmerge --quiet --update --backup=none --no-wrap \
		    --no-fuzzy-matching $$f $< && \
		msgfmt --statistics -o /dev/null $$f; \
	done

help:
	@echo 'make              the program and its catalogues'
	@echo 'make install      below PREFIX=$(PREFIX), DESTDIR goes before it'
	@echo 'make uninstall    takes that away again'
	@echo 'make test         unit tests and tests of the program'
	@echo 'make lint         static checks'
	@echo 'make check        test and lint'
	@echo 'make e2e          against Postfix, Exim and Sendmail, as root'
	@echo 'make sanitize     test and fuzz with ASan and UBSan, in build-asan'
	@echo 'make fuzz         hostile bytes for FUZZ="$(FUZZ)",'
	@echo '                  FUZZ_SECONDS=600 each, FUZZER=libfuzzer by clang'
	@echo 'make bench        speed beside grep, BENCH_MB=$(BENCH_MB)'
	@echo 'make readme       puts the present report into README.md'
	@echo 'make po           brings the translations up to date'
	@echo 'make deps         installs the Debian packages for all of this'
	@echo 'make clean        removes what was built'
	@echo 'CC, CFLAGS, LDFLAGS, SANITIZE and BUILD (a folder) may be given.'

clean:
	rm -rf build build-* bouncestat

-include $(OBJ:.o=.d) $(TEST_OBJ:.o=.d) $(wildcard $(BUILD)/tests/fuzz/*.d)

.PHONY: all fuzz fuzz-own fuzz-libfuzzer test test-build test-unit test-cli check sanitize lint \
    lint-include lint-readme readme \
    lint-banned lint-man lint-po lint-sh lint-cppcheck lint-tidy bench deps \
    e2e install uninstall help clean po
