# bouncestat: build, test and install.  "make help" lists the targets.

VERSION	= 1.0.0
PREFIX	= /usr/local
SYSCONFDIR = /etc
BINDIR	= $(PREFIX)/bin
MANDIR	= $(PREFIX)/share/man
LOCALEDIR = $(PREFIX)/share/locale

CC	?= cc
BUILD	?= build
WARN	= -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	  -Wwrite-strings -Wpointer-arith -Wvla
CFLAGS	?= -O2 -g
LIBS	= libpcre2-8 sqlite3 jansson libarchive libconfuse libxxhash
PKG_CFLAGS := $(shell pkg-config --cflags $(LIBS))
PKG_LIBS := $(shell pkg-config --libs $(LIBS))
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -I. $(WARN) $(PKG_CFLAGS) -pthread \
	  -DVERSION='"$(VERSION)"' -DSYSCONFDIR='"$(SYSCONFDIR)"' \
	  -DLOCALEDIR='"$(LOCALEDIR)"' $(CFLAGS) $(SANITIZE)
ALL_LIBS = $(PKG_LIBS) -pthread $(LDFLAGS) $(SANITIZE)

SRC	:= $(sort $(wildcard schema/*.c parsers/*.c reports/*.c analyzer/*.c))
TEST_SRC := $(sort $(wildcard tests/*.c tests/*/test_*.c tests/*/world.c))
DATA	:= $(sort $(wildcard schema/*.sql reports/*.sql parsers/*.rules) \
	   $(shell find schema/knowledge -name '*.json'))
SUITES	:= $(patsubst test_%.c,%,$(filter test_%.c,$(notdir $(TEST_SRC))))
OBJ	:= $(SRC:%.c=$(BUILD)/%.o) $(BUILD)/embed.o
LIB_OBJ	:= $(filter-out $(BUILD)/analyzer/main.o,$(OBJ))
TEST_OBJ := $(TEST_SRC:%.c=$(BUILD)/%.o) $(BUILD)/suites.o

# Catalogues of the program's words, where gettext looks for them.
PO	:= $(sort $(wildcard po/*.po))
MO	:= $(PO:po/%.po=$(BUILD)/locale/%/LC_MESSAGES/bouncestat.mo)

all: bouncestat $(MO)

bouncestat: $(OBJ)
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

test: $(BUILD)/tests/run bouncestat $(MO)
	BOUNCESTAT_LOCALEDIR=$(BUILD)/locale $(BUILD)/tests/run $(SUITE)

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

# Fails if a word of the sources has no translation.
po-check: $(BUILD)/bouncestat.pot
	@for f in $(PO); do \
		msgcmp $$f $< || exit 1; \
	done

clean:
	rm -rf $(BUILD) bouncestat

-include $(OBJ:.o=.d) $(TEST_OBJ:.o=.d)

.PHONY: all test clean po po-check
