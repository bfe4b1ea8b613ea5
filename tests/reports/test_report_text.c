#include <stdlib.h>

#include "reports/text_out.h"
#include "schema/i18n.h"
#include "schema/text.h"
#include "tests/reports/world.h"
#include "tests/test.h"

void	suite_report_text(void);

#define T0	1700000100

/* What strangers may write into a reply. */
static const char *const hostile[] = {
	"\033[2J\033[1;31mred\033]0;title\007",
	"line one\r\n  9 999 999 recipients\nline three",
	"\xe2\x80\xae" "reversed\xe2\x80\xac",
	"\xff\xfe\x80 not UTF-8 \xc3",
	"%s%n%d %1$s",
	"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e wide "
	"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe6\x97\xa5\xe6\x9c\xac"
	"\xe8\xaa\x9e\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe6\x97\xa5",
	"word-without-blanks-word-without-blanks-word-without-blanks-word-"
	"without-blanks-word-without-blanks-word-without-blanks-word",
	"\x1f\x1f\x1f <script>alert(1)</script>",
	"",
};
#define HOSTILE	((int)(sizeof(hostile) / sizeof(hostile[0])))

static void
fill(struct world *w)
{
	static const char *const verdicts[][2] = {
		{ "user_unknown", "permanent" },
		{ "blocklisted", "conditional" },
		{ "greylisted", "temporary" },
		{ "expired", "final" },
		{ "unknown", "unknown" },
	};
	struct buf marks = { 0 };
	int64_t life;
	int i, j;

	world_open(w);
	for (i = 0; i < HOSTILE; i++) {
		world_domain(w, i + 1, hostile[i][0] != '\0' ? hostile[i] :
		    "plain.example");
		world_cause(w, i + 1, 550, (struct enhanced){ 5, 7, 1 },
		    hostile[i]);
		world_judge(w, i + 1, 0, OUTCOME_BOUNCED, verdicts[i % 5][0],
		    verdicts[i % 5][1], "");
	}
	/* A kilobyte of marks that take no column. */
	for (i = 0; i < 600; i++)
		buf_add_str(&marks, "\xcc\x81");
	world_cause(w, 100, 450, (struct enhanced){ 0 }, buf_str(&marks));
	buf_free(&marks);
	for (i = 0; i < 60; i++) {
		life = world_life(w, 1 + i % HOSTILE, LIFE_BOUNCED, T0,
		    T0 + 60 * i, 0);
		world_attempt(w, life, T0 + 60 * i, OUTCOME_BOUNCED,
		    i % 10 == 9 ? 100 : 1 + i % HOSTILE, 0);
	}
	for (j = 0; j < HOSTILE; j++) {
		world_peer(w, j + 1, hostile[j], hostile[j][0] != 0 ? "" :
		    "192.0.2.1", 0);
		world_refusal(w, T0, 1 + j, 2, j + 1);
	}
	world_delivered(w, T0, 1, 1234567);
	world_source(w, hostile[0], 20, 10, 3, T0, T0 + 7200);
	world_source(w, hostile[1], 20, 0, 0, 0, 0);
	world_sql(w, "UPDATE source SET overlap_of = 1 WHERE id = 3");
	world_source(w, hostile[2], 0, 0, 0, 0, 0);
	world_sql(w, "INSERT INTO gap VALUES (%d, 2, %d)", T0, T0 + 4000);
	world_sql(w, "INSERT INTO unmatched VALUES ('m', 3, %Q, %d)",
	    hostile[1], T0);
}

/* Every line fits, and nothing in it is for the terminal to obey. */
static void
check_lines(const char *text, size_t n, size_t width)
{
	struct span rest = span_of(text, n), line;
	size_t lines = 0;

	for (; rest.n > 0; rest = span_skip(rest, line.n + 1)) {
		line = span_head(rest, span_find_char(rest, '\n'));
		CU_ASSERT(line.n < rest.n);
		CU_ASSERT(text_is_clean(line));
		if (i18n_width(line) > width)
			printf("\n  width %zu: %.*s\n", width,
			    SPAN_FMT(line));
		CU_ASSERT(i18n_width(line) <= width);
		CU_ASSERT(line.n <= 8 * width);
		lines++;
	}
	CU_ASSERT(lines > 10);
}

static void
test_widths(void)
{
	static const size_t widths[] = { 40, 47, 60, 72, 80, 100, 132, 200 };
	struct report_query q = world_query();
	struct report *r;
	struct world w;
	size_t i, n;
	char *text;

	fill(&w);
	for (i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		q.term.width = widths[i];
		r = world_report(&w, &q);
		text = world_write(r, "text", &n);
		check_lines(text, n, widths[i]);
		free(text);
		report_free(r);
	}
	world_close(&w);
}

/* What a reply names is a stranger's, too. */
static void
test_named(void)
{
	static const char *const texts[] = {
		"blocked using zen.spamhaus.org; https://evil.example/"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"blocked using aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
		"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb."
		"bl.example",
		("551 moved; try <aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@new.example>"),
		"host [192.0.2.7] is listed\033[2J by \033]0;x\007 us",
	};
	static const char *const reasons[] = { "blocklisted", "blocklisted",
	    "recipient_moved", "blocklisted" };
	struct report_query q = world_query();
	struct report *r;
	struct world w;
	size_t i, n;
	char *text;

	q.term.width = 100;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		world_open(&w);
		world_domain(&w, 1, "example.org");
		world_cause(&w, 1, 550, (struct enhanced){ 5, 7, 1 },
		    texts[i]);
		world_judge(&w, 1, 0, OUTCOME_BOUNCED, reasons[i],
		    "conditional", "");
		world_attempt(&w, world_life(&w, 1, LIFE_BOUNCED, T0, T0, 0),
		    T0, OUTCOME_BOUNCED, 1, 0);
		r = world_report(&w, &q);
		text = world_write(r, "text", &n);
		check_lines(text, n, q.term.width);
		free(text);
		report_free(r);
		world_close(&w);
	}
}

/* A hostile line count is the same as a tame one's. */
static size_t
count_lines(const char *template)
{
	struct report_query q = world_query();
	struct report *r;
	struct world w;
	size_t i, n, lines = 0;
	char *text;

	world_open(&w);
	world_domain(&w, 1, "example.org");
	world_cause(&w, 1, 550, (struct enhanced){ 5, 1, 1 }, template);
	world_judge(&w, 1, 0, OUTCOME_BOUNCED, "user_unknown", "permanent",
	    "");
	world_attempt(&w, world_life(&w, 1, LIFE_BOUNCED, T0, T0, 0), T0,
	    OUTCOME_BOUNCED, 1, 0);
	r = world_report(&w, &q);
	text = world_write(r, "text", &n);
	for (i = 0; i < n; i++)
		lines += text[i] == '\n';
	free(text);
	report_free(r);
	world_close(&w);
	return lines;
}

static void
test_layout(void)
{
	size_t tame = count_lines("No such user");
	int i;

	for (i = 0; i < HOSTILE; i++)
		CHECK_INT(hostile[i], count_lines(hostile[i]), tame);
}

static void
check_says(struct world *w, const struct report_query *q, const char *words)
{
	struct report *r = world_report(w, q);
	struct span s;
	size_t n;
	char *text = world_write(r, "text", &n);

	s = span_of(text, n);
	if (!span_has(s, span_str(words)))
		printf("\n  \"%s\" is not in:\n%.*s\n", words, SPAN_FMT(s));
	CU_ASSERT(span_has(s, span_str(words)));
	free(text);
	report_free(r);
}

/* Good news and no news are said in words. */
static void
test_sentences(void)
{
	struct report_query q = world_query();
	struct world w;
	int64_t life;

	world_open(&w);
	check_says(&w, &q, "No log line falls into this window.");
	world_source(&w, "/var/log/maillog", 10, 10, 0, T0, T0 + 7200);
	check_says(&w, &q, "No delivery falls into this window.");
	check_says(&w, &q, "2023-11-14 22:15 to 2023-11-15 00:15 UTC   2 h");
	check_says(&w, &q, "10 lines read   all understood   no gap");
	check_says(&w, &q, "/var/log/mail.log holds no line of a mail");
	world_sql(&w, "INSERT INTO gap VALUES (%d, 2, %d)", T0, T0 + 3000);
	check_says(&w, &q, "no line from 2023-11-14 22:15 to 23:05 (50 min)");
	world_sql(&w, "UPDATE gap SET to_ts = %d", T0 + 7140);
	check_says(&w, &q,
	    "no line from 2023-11-14 22:15 to 2023-11-15 00:14 (1 h 59 min)");
	world_sql(&w, "DELETE FROM gap");
	q.since = T0 + 86400;
	q.now = T0 + 2 * 86400;
	check_says(&w, &q, "2023-11-15 22:15 to 2023-11-16 22:15 UTC   24 h");
	check_says(&w, &q, "The last line of the logs is of 2023-11-15");
	q = world_query();
	world_domain(&w, 1, "example.org");
	world_delivered(&w, T0, 1, 1234567);
	check_says(&w, &q, "Nothing failed");
	check_says(&w, &q, "1 234 567 recipients");
	check_says(&w, &q, "1 234 567 delivered (100.0 %)");
	world_cause(&w, 1, 450, (struct enhanced){ 4, 2, 0 }, "Later");
	world_judge(&w, 1, 0, OUTCOME_DEFERRED, "greylisted", "temporary",
	    "");
	life = world_life(&w, 1, LIFE_WAITING, T0 + 3600, 0, 0);
	world_attempt(&w, life, T0 + 3600, OUTCOME_DEFERRED, 1, 0);
	check_says(&w, &q, "TEMPORARY: the queue retries by itself");
	check_says(&w, &q, "\n    example.org 1   at "
	    "2023-11-14 23:15\n");
	check_says(&w, &q, "\n    450 4.2.0 Later\n    -> ");
	check_says(&w, &q, "(99.9 %)   1 waiting (< 0.1 %)");
	world_domain(&w, 2, "a.example 99   b.example");
	world_attempt(&w, world_life(&w, 2, LIFE_WAITING, T0, 0, 0), T0,
	    OUTCOME_DEFERRED, 1, 0);
	check_says(&w, &q, "a.example_99___b.example 1");
	world_close(&w);
}

/* A time without its day is one of the day on which the window ends. */
static void
test_times(void)
{
	static const struct {
		int64_t		first, last, end;	/* after T0 = 22:15 */
		const char	*says;
	} rows[] = {
		{ 0, 3600, 43200, "   last seen 2023-11-14 23:15\n" },
		{ 0, 10800, 43200, "   last seen 01:15\n" },
		{ 30000, 43200, 43200, "   first seen 06:35\n" },
		{ 5400, 10800, 43200, "   first seen 2023-11-14 23:45"
		    "   last seen 01:15\n" },
		{ 10800, 10800, 43200, "   at 01:15\n" },
		{ 0, 43200, 43200, "example.org 1\n" },
	};
	struct report_query q = world_query();
	struct world w;
	int64_t life;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		world_open(&w);
		world_source(&w, "/var/log/maillog", 10, 10, 0, T0,
		    T0 + rows[i].end);
		world_domain(&w, 1, "example.org");
		world_cause(&w, 1, 450, (struct enhanced){ 4, 2, 0 },
		    "Later");
		world_judge(&w, 1, 0, OUTCOME_DEFERRED, "greylisted",
		    "temporary", "");
		life = world_life(&w, 1, LIFE_WAITING, T0 + rows[i].first, 0,
		    0);
		world_attempt(&w, life, T0 + rows[i].first, OUTCOME_DEFERRED,
		    1, 0);
		world_attempt(&w, life, T0 + rows[i].last, OUTCOME_DEFERRED,
		    1, 0);
		check_says(&w, &q, rows[i].says);
		world_close(&w);
	}
}

/* A part is a percentage of what it is a part of. */
static void
test_percent(void)
{
	struct report_query q = world_query();
	struct world w;
	int64_t life;

	world_open(&w);
	world_domain(&w, 1, "example.org");
	world_cause(&w, 1, 450, (struct enhanced){ 4, 2, 0 }, "Later");
	world_judge(&w, 1, 0, OUTCOME_DEFERRED, "greylisted", "temporary",
	    "");
	world_delivered(&w, T0, 1, 4);
	life = world_life(&w, 1, LIFE_DELIVERED, T0, T0 + 60, 0);
	world_attempt(&w, life, T0, OUTCOME_DEFERRED, 1, 0);
	world_attempt(&w, life, T0 + 60, OUTCOME_DELIVERED, 1, 0);
	life = world_life(&w, 1, LIFE_WAITING, T0, 0, 0);
	world_attempt(&w, life, T0, OUTCOME_DEFERRED, 1, 0);
	check_says(&w, &q, "5 recipients   4 delivered (80.0 %)   1 of them "
	    "late (25.0 %)");
	check_says(&w, &q, "1 waiting (20.0 %)");
	/* Without a table one is not many. */
	q.term.width = 40;
	check_says(&w, &q, "1 waiting   1 late   2 recipients\n");
	world_sql(&w, "DELETE FROM event WHERE life_id = 1");
	check_says(&w, &q, "1 waiting   1 recipient\n");
	world_close(&w);
}

static void
test_colour(void)
{
	struct report_query q = world_query();
	struct world w;

	fill(&w);
	q.term.colour = true;
	check_says(&w, &q, "\033[1;31mPERMANENT");
	world_close(&w);
}

static void
test_pieces(void)
{
	static const struct {
		int64_t n;
		const char *number, *duration;
	} rows[] = {
		{ 0, "0", "0\x1fs" },
		{ 59, "59", "59\x1fs" },
		{ 999, "999", "16\x1fmin" },
		{ 1000, "1\x1f" "000", "16\x1fmin" },
		{ 7200, "7\x1f" "200", "2\x1fh" },
		{ 9000, "9\x1f" "000", "2\x1fh\x1f" "30\x1fmin" },
		{ 86400, "86\x1f" "400", "24\x1fh" },
		{ 604800, "604\x1f" "800", "7\x1f" "d" },
		{ 608400, "608\x1f" "400", "7\x1f" "d\x1f" "1\x1fh" },
	};
	char out[TEXT_NUMBER];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CHECK_SPAN("number", span_str(text_number(rows[i].n, out)),
		    rows[i].number);
		CHECK_SPAN("duration", span_str(text_duration(rows[i].n,
		    out)), rows[i].duration);
	}
	CHECK_SPAN("negative", span_str(text_number(-123456, out)),
	    "-123\x1f" "456");
	CHECK_SPAN("least", span_str(text_number(INT64_MIN, out)),
	    "-9\x1f" "223\x1f" "372\x1f" "036\x1f" "854\x1f" "775\x1f"
	    "808");
	CHECK_SPAN("part", span_str(text_percent(1, 3, out)), "33.3\x1f%");
	CHECK_SPAN("nothing", span_str(text_percent(0, 0, out)), "0.0\x1f%");
}

static void
test_term(void)
{
	CHECK_INT("narrow", term_width(3), TERM_WIDTH_MIN);
	CHECK_INT("wide", term_width(100000), TERM_WIDTH_MAX);
	CHECK_INT("as it is", term_width(97), 97);
}

void
suite_report_text(void)
{
	TEST_SUITE("report_text", { "widths", test_widths },
	    { "layout", test_layout },
	    { "named", test_named }, { "sentences", test_sentences },
	    { "times", test_times }, { "percent", test_percent },
	    { "colour", test_colour }, { "pieces", test_pieces },
	    { "term", test_term });
}
