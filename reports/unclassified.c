#include "reports/json_out.h"
#include "reports/unclassified.h"
#include "schema/embed.h"
#include "schema/i18n.h"
#include "schema/judge_words.h"
#include "schema/text.h"

#define RULE_WORDS	8	/* of a text, in a rule about it */
#define CODE_MIN	200	/* below it, nothing that a rule may ask for */
#define ID_DIGITS	8	/* of a fingerprint, in a rule's id */

/* What makes own rules of the list, and tries them. */
static const char commands[] =
    "  bouncestat report unclassified --format json |\n"
    "      jq '{rules: [.replies[].rule]}' >own.json\n"
    "  bouncestat rules test own.json\n";

enum { ATTEMPTS, LAST, CODE, ENHANCED, TEXT, MTA, STAGE, ORIGIN, RELAY_HOST,
    FINGERPRINT };

static sqlite3_stmt *
query(struct db *db, const struct unclassified_query *q, struct err *err)
{
	sqlite3_stmt *st = db_statement(db, db_named(
	    embed_get("reports/unclassified.sql"), "unclassified"), err);

	if (st == NULL)
		return NULL;
	db_bind_int(st, 1, q->since);
	db_bind_int(st, 2, q->until);
	db_bind_span(st, 3, span_str(q->host));
	db_bind_int(st, 4, q->top);
	return st;
}

int
unclassified_text(struct db *db, const struct unclassified_query *q,
    struct buf *out, struct err *err)
{
	sqlite3_stmt *st = query(db, q, err);
	struct span enhanced;
	int got = 0, n = 0;

	while (st != NULL && (got = db_step(db, st, err)) > 0) {
		if (n++ == 0)
			buf_printf(out, "%10s  %s\n", _("attempts"),
			    _("reply"));
		buf_printf(out, "%10lld  ",
		    (long long)sqlite3_column_int64(st, ATTEMPTS));
		if (sqlite3_column_int(st, CODE) != 0)
			buf_printf(out, "%d ", sqlite3_column_int(st, CODE));
		enhanced = db_column_span(st, ENHANCED);
		buf_add_span(out, enhanced);
		buf_add_str(out, enhanced.n > 0 ? " " : "");
		text_clean(out, db_column_span(st, TEXT));
		buf_add_char(out, '\n');
	}
	if (st == NULL || got < 0)
		return (int)err->code;
	if (n == 0)
		buf_add_str(out, _("Every reply is classified.\n"));
	else
		buf_printf(out, "\n%s\n\n%s", _("To classify them, write "
		    "rules of your own: correct the reason of each, try\n"
		    "them, and put the file into "
		    "/etc/bouncestat/knowledge.d:"), commands);
	return 0;
}

/* The first words of a text as a phrase; words hold no mark of phrases. */
static void
add_phrase(struct buf *out, const struct judge_words *words)
{
	size_t i;

	buf_add_char(out, '^');
	for (i = 0; i < words->n && i < RULE_WORDS; i++) {
		buf_add_char(out, ' ');
		buf_add_span(out, words->word[i]);
	}
}

static void
one_of(struct buf *out, const char *key, struct span value)
{
	json_out_key(out, key);
	json_out_open(out, '[');
	json_out_span(out, value);
	json_out_close(out, ']');
}

static void
add_sample(sqlite3_stmt *st, struct buf *out)
{
	json_out_key(out, "samples");
	json_out_open(out, '[');
	json_out_open(out, '{');
	json_out_text(out, "text", db_column_span(st, TEXT));
	if (sqlite3_column_int(st, CODE) >= CODE_MIN)
		json_out_number(out, "code", sqlite3_column_int(st, CODE));
	if (db_column_span(st, ENHANCED).n > 0)
		json_out_text(out, "enhanced", db_column_span(st, ENHANCED));
	json_out_close(out, '}');
	json_out_close(out, ']');
}

/* A rule of judge_rules.h: what it says is left to the admin. */
static void
add_rule(sqlite3_stmt *st, struct buf *out)
{
	struct judge_words words = { .n = 0 };
	struct buf b = { 0 };

	judge_words_read(&words, db_column_span(st, TEXT), true);
	json_out_key(out, "rule");
	json_out_open(out, '{');
	buf_add_str(&b, "own-");
	buf_add_span(&b, span_head(db_column_span(st, FINGERPRINT),
	    ID_DIGITS));
	json_out_text(out, "id", buf_span(&b));
	json_out_str(out, "reason", "unknown");
	buf_clear(&b);
	if (words.n > 0) {
		add_phrase(&b, &words);
		one_of(out, "say", buf_span(&b));
	} else {
		json_out_str(out, "pattern", "^\\W*$");
		if (sqlite3_column_int(st, CODE) >= CODE_MIN)
			one_of(out, "code", db_column_span(st, CODE));
		if (db_column_span(st, ENHANCED).n > 0)
			one_of(out, "enhanced", db_column_span(st, ENHANCED));
	}
	add_sample(st, out);
	json_out_close(out, '}');
	buf_free(&b);
	judge_words_free(&words);
}

int
unclassified_json(struct db *db, const struct unclassified_query *q,
    struct buf *out, struct err *err)
{
	static const struct {
		const char *key;
		int column;
	} texts[] = {
		{ "enhanced", ENHANCED }, { "text", TEXT }, { "mta", MTA },
		{ "stage", STAGE }, { "origin", ORIGIN },
		{ "relay_host", RELAY_HOST }, { "fingerprint", FINGERPRINT },
	};
	sqlite3_stmt *st = query(db, q, err);
	int got = 0;
	size_t i;

	json_out_open(out, '{');
	json_out_number(out, "schema", UNCLASSIFIED_SCHEMA);
	json_out_key(out, "replies");
	json_out_open(out, '[');
	while (st != NULL && (got = db_step(db, st, err)) > 0) {
		json_out_open(out, '{');
		json_out_number(out, "attempts",
		    sqlite3_column_int64(st, ATTEMPTS));
		json_out_number(out, "ts", sqlite3_column_int64(st, LAST));
		json_out_number(out, "code", sqlite3_column_int(st, CODE));
		for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
			json_out_text(out, texts[i].key,
			    db_column_span(st, texts[i].column));
		add_rule(st, out);
		json_out_close(out, '}');
	}
	json_out_close(out, ']');
	json_out_close(out, '}');
	buf_add_char(out, '\n');
	return st == NULL || got < 0 ? (int)err->code : 0;
}
