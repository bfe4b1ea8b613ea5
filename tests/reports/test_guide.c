#include <jansson.h>
#include <stdlib.h>

#include "reports/guide.h"
#include "reports/guide_json.h"
#include "schema/i18n.h"
#include "tests/test.h"

void	suite_guide(void);

static struct term
plain(size_t width)
{
	return (struct term){ width, false };
}

static struct knowledge *
load(const char *lang)
{
	struct err e = { ERR_NONE, "" };
	struct knowledge *k;

	i18n_init(lang, NULL);
	if (knowledge_load(NULL, NULL, lang, &k, &e) != ERR_NONE) {
		printf("\n  %s\n", e.msg);
		CU_FAIL_FATAL("the built-in knowledge does not load");
	}
	return k;
}

/* Fails with the row's name if the page lacks the text. */
static void
check_has(const char *row, struct buf *page, const char *want)
{
	if (strstr(buf_str(page), want) != NULL)
		return;
	printf("\n  %s: no \"%s\" in:\n%s\n", row, want, buf_str(page));
	CU_FAIL("missing");
}

static void
compare(struct doc *d, const struct knowledge *k, const struct code_info *a,
    const struct code_info *b)
{
	struct guide_side left, right;

	guide_side_code(a, &left);
	guide_side_code(b, &right);
	guide_compare(d, k, &left, &right);
}

static void
test_code(void)
{
	static const struct {
		int code;
		const char *want[5];
	} rows[] = {
		{ 550, { "550 Mailbox unavailable\n====", "RFC 5321",
		    "  551 ", "  5.1.1 ", "many: the text decides" } },
		{ 251, { "2xx: success", "\nMeaning\n", "\nWhen you see it\n",
		    "\nHow to fix it\n", "551" } },
		{ 556, { "RFC 7505", "null MX", "521", "permanent: ",
		    "Who acts" } },
		{ 452, { "temporary: ", "4.3.1", "4.5.3", "552",
		    "Trouble at the other server" } },
	};
	struct knowledge *k = load("en");
	struct buf b = { NULL, 0, 0 };
	struct doc d;
	size_t i, j;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&b);
		doc_open(&d, &b, DOC_TEXT, plain(80), "code");
		guide_code(&d, k, knowledge_code_find(k, rows[i].code));
		doc_close(&d);
		for (j = 0; j < 5; j++)
			check_has(rows[i].want[0], &b, rows[i].want[j]);
	}
	buf_free(&b);
	knowledge_free(k);
}

static void
test_enhanced(void)
{
	static const struct {
		struct enhanced code;
		const char *want[3];
	} rows[] = {
		{ { 5, 7, 26 }, { "5.7.26 Authentication failed", "RFC 7372",
		    "Google" } },
		{ { 5, 7, 620 }, { "5.7.620\n", "does not hold this number",
		    "Microsoft" } },
		{ { 4, 4, 7 }, { "4.4.7 Expired", "4xx", "final" } },
		{ { 5, 9, 9 }, { "5.9.9\n", "5xx", "does not hold" } },
		{ { 5, 2, 1 }, { "(550) [ReceivingRatePerm]", "AT&T",
		    "Mailbox disabled" } },
	};
	struct knowledge *k = load("en");
	struct buf b = { NULL, 0, 0 };
	struct doc d;
	size_t i, j;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&b);
		doc_open(&d, &b, DOC_TEXT, plain(80), "code");
		guide_enhanced(&d, k, rows[i].code);
		doc_close(&d);
		for (j = 0; j < 3; j++)
			check_has(rows[i].want[0], &b, rows[i].want[j]);
	}
	buf_free(&b);
	knowledge_free(k);
}

/* No line is wider than the terminal, whatever the language. */
static void
check_width(const char *lang, struct buf *b, size_t columns)
{
	struct span rest = buf_span(b), line;
	size_t n;

	for (; rest.n > 0; rest = span_skip(rest, n + 1)) {
		n = span_find_char(rest, '\n');
		line = span_head(rest, n);
		/* A word longer than the line cannot be helped. */
		if (i18n_width(line) <= columns ||
		    span_find_char(span_trim(line), ' ') ==
		    span_trim(line).n)
			continue;
		printf("\n  %s, %zu columns: \"%.*s\"\n", lang, columns,
		    SPAN_FMT(line));
		CU_FAIL("too wide");
		return;
	}
}

/* Every code and every pair, in all languages, at several widths. */
static void
test_all(void)
{
	static const char *const langs[] = { "en", "ja", "vi" };
	static const size_t widths[] = { 60, 80, 132 };
	struct buf b = { NULL, 0, 0 };
	struct knowledge *k;
	struct doc d;
	size_t l, w, i, j, n;

	for (l = 0; l < 3; l++) {
		k = load(langs[l]);
		n = knowledge_code_count(k);
		for (w = 0; w < 3; w++)
			for (i = 0; i < n; i++) {
				buf_clear(&b);
				doc_open(&d, &b, DOC_TEXT, plain(widths[w]),
				    "code");
				guide_code(&d, k, knowledge_code(k, i));
				j = (i * 7 + w) % n;
				compare(&d, k, knowledge_code(k, i),
				    knowledge_code(k, j));
				doc_close(&d);
				check_width(langs[l], &b, widths[w]);
			}
		knowledge_free(k);
	}
	i18n_init("en", NULL);
	buf_free(&b);
}

static void
test_compare(void)
{
	static const struct {
		int a, b;
		const char *want[3];
	} rows[] = {
		{ 251, 551, { "251 is a success; with 551", "same name",
		    "Which applies when" } },
		{ 551, 251, { "551 (User not local, not forwarded) or 251",
		    "251 is a success; with 551", "Meaning" } },
		{ 450, 550, { "With 450 the message stays", "Permanence",
		    "Usual cause" } },
		{ 521, 556, { "Both 521 and 556", "null MX", "one host" } },
		{ 251, 550, { "251 says that the mailbox is on another",
		    "Where 251 is seen: RCPT, VRFY. Where 550 is seen: MAIL,",
		    "Many causes stand behind 550" } },
		{ 441, 511, { "441 is no answer of the other side",
		    "After 511 it is up to whoever keeps",
		    "answers 511 may leave your lists" } },
		{ 422, 522, { "Despite its first digit, 522 often passes",
		    "Neither 422 nor 522 is a standard", "Meaning" } },
		{ 354, 211, { "211 completes a step, 354", "Meaning",
		    "Defined in" } },
	};
	struct knowledge *k = load("en");
	struct buf b = { NULL, 0, 0 };
	struct doc d;
	size_t i, j;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&b);
		doc_open(&d, &b, DOC_TEXT, plain(200), "compare");
		compare(&d, k, knowledge_code_find(k, rows[i].a),
		    knowledge_code_find(k, rows[i].b));
		doc_close(&d);
		for (j = 0; j < 3; j++)
			check_has("pair", &b, rows[i].want[j]);
	}
	buf_free(&b);
	knowledge_free(k);
}

#define SENTENCES	16

struct sentences_seen {
	char	*text[SENTENCES];
	size_t	 n;
};

/* Keeps it; none is empty, none is said twice. */
static void
keep(void *arg, struct span s)
{
	struct sentences_seen *seen = arg;
	size_t i;

	CU_ASSERT(s.n > 0);
	CU_ASSERT_FATAL(seen->n < SENTENCES);
	for (i = 0; i < seen->n; i++)
		CU_ASSERT(!span_eq(s, span_str(seen->text[i])));
	seen->text[seen->n++] = strndup(s.p, s.n);
}

/* Any two codes have three differences or more, in every language. */
static void
test_pairs(void)
{
	static const char *const langs[] = { "en", "ja", "vi" };
	struct guide_side a, b;
	struct sentences_seen seen;
	struct knowledge *k;
	size_t l, i, j, n;

	for (l = 0; l < 3; l++) {
		k = load(langs[l]);
		n = knowledge_code_count(k);
		for (i = 0; i < n; i++)
			for (j = 0; j < n; j++) {
				if (i == j)
					continue;
				guide_side_code(knowledge_code(k, i), &a);
				guide_side_code(knowledge_code(k, j), &b);
				seen.n = 0;
				guide_differences(k, &a, &b, true, keep,
				    &seen);
				if (seen.n < 3) {
					printf("\n  %s %s\n", a.label,
					    b.label);
					CU_FAIL("thin");
				}
				while (seen.n > 0)
					free(seen.text[--seen.n]);
			}
		knowledge_free(k);
	}
	i18n_init("en", NULL);
}

/* Enhanced codes: of the registry, of a subject alone, of none. */
static void
test_pairs_enhanced(void)
{
	struct knowledge *k = load("en");
	struct buf out = { NULL, 0, 0 };
	struct guide_side a, b;
	struct doc d;

	CU_ASSERT(guide_side_enhanced(k, (struct enhanced){ 5, 1, 1 }, &a));
	CU_ASSERT(guide_side_enhanced(k, (struct enhanced){ 4, 7, 999 }, &b));
	CU_ASSERT(a.official && !b.official);
	doc_open(&d, &out, DOC_TEXT, plain(200), "compare");
	guide_compare(&d, k, &a, &b);
	doc_close(&d);
	check_has("enhanced", &out, "With 4.7.999 the message stays");
	check_has("enhanced", &out, "5.1.1 is about an address");
	check_has("enhanced", &out, "answers 5.1.1 may leave your lists");
	check_has("enhanced", &out, "5.1.1 is defined by a standard");
	CU_ASSERT(!guide_side_enhanced(k, (struct enhanced){ 5, 9, 9 }, &b));
	buf_free(&out);
	knowledge_free(k);
}

/* A reply of a stranger breaks neither the terminal nor the page. */
static void
test_hostile(void)
{
	struct knowledge *k = load("en");
	struct buf b = { NULL, 0, 0 };
	struct guide_reply r;
	struct doc d;

	memset(&r, 0, sizeof(r));
	r.text = SPAN("<script>alert('x & \"y\"')</script>\x1b[2J\nFrom: \xff");
	r.code = 550;
	r.enhanced = (struct enhanced){ 5, 1, 1 };
	r.verdict.reason = knowledge_reason_find(k, SPAN("user_unknown"));
	r.verdict.permanence = PERMANENCE_PERMANENT;
	r.verdict.suppress = true;
	r.verdict.fix = "user_unknown";
	r.verdict.rule = "a<b>";
	r.verdict.provider = "";
	r.values.url = SPAN("https://example.org/?a=1&b=<i>");
	doc_open(&d, &b, DOC_HTML, plain(80), "reply");
	guide_reply(&d, k, &r);
	doc_close(&d);
	CU_ASSERT(strstr(buf_str(&b), "<script>") == NULL);
	CU_ASSERT(strstr(buf_str(&b), "<i>") == NULL);
	CU_ASSERT(strstr(buf_str(&b), "a<b>") == NULL);
	check_has("html", &b, "&lt;script&gt;alert(&#39;x &amp; &quot;y");
	check_has("html", &b, "yes, stop mailing the address");
	CU_ASSERT(strchr(buf_str(&b), '\x1b') == NULL);
	buf_clear(&b);
	doc_open(&d, &b, DOC_TEXT, plain(80), "reply");
	guide_reply(&d, k, &r);
	doc_close(&d);
	CU_ASSERT(strchr(buf_str(&b), '\x1b') == NULL);
	check_has("text", &b, "550 5.1.1 <script>");
	check_has("text", &b, "Retrying does not help.");
	buf_free(&b);
	knowledge_free(k);
}

/* Tags are closed in the order they were opened. */
static void
test_html(void)
{
	struct knowledge *k = load("en");
	struct buf b = { NULL, 0, 0 };
	const char *open[16], *p, *end;
	size_t i, depth = 0, n;
	struct doc d;

	for (i = 0; i < knowledge_code_count(k); i++) {
		doc_open(&d, &b, DOC_HTML, plain(80), "code");
		guide_code(&d, k, knowledge_code(k, i));
		compare(&d, k, knowledge_code(k, i), knowledge_code(k, 0));
		doc_close(&d);
	}
	for (p = strchr(buf_str(&b), '<'); p != NULL; p = strchr(p + 1, '<')) {
		n = strcspn(p + 1, " >");
		end = p + 1;
		if (*end != '/') {
			CU_ASSERT_FATAL(depth < 16);
			open[depth++] = end;
			continue;
		}
		CU_ASSERT_FATAL(depth > 0);
		depth--;
		CU_ASSERT(strncmp(open[depth], end + 1, n - 1) == 0);
	}
	CHECK_INT("closed", depth, 0);
	buf_free(&b);
	knowledge_free(k);
}

static void
test_json(void)
{
	struct guide_filter all = { 0, { "", 0 }, NULL };
	struct knowledge *k = load("en");
	struct buf b = { NULL, 0, 0 };
	struct guide_side left, right;
	json_t *doc, *list, *o;

	guide_json_open(&b, "codes");
	guide_json_list(&b, k, &all);
	guide_json_close(&b);
	doc = json_loadb(b.data, b.n, 0, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(doc);
	list = json_object_get(doc, "codes");
	CHECK_INT("schema", json_integer_value(json_object_get(doc,
	    "schema")), 1);
	CHECK_INT("all", json_array_size(list), knowledge_code_count(k) +
	    knowledge_enhanced_count(k));
	o = json_array_get(list, 0);
	CHECK_INT("code", json_integer_value(json_object_get(o, "code")),
	    211);
	json_decref(doc);
	buf_clear(&b);
	guide_side_code(knowledge_code_find(k, 251), &left);
	guide_side_code(knowledge_code_find(k, 551), &right);
	guide_json_compare(&b, k, &left, &right);
	doc = json_loadb(b.data, b.n, 0, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(doc);
	CHECK_INT("two", json_array_size(json_object_get(doc, "compare")), 2);
	CHECK_INT("why", json_array_size(json_object_get(doc,
	    "differences")), 6);
	json_decref(doc);
	buf_clear(&b);
	guide_json_enhanced(&b, k, (struct enhanced){ 5, 7, 27 });
	doc = json_loadb(b.data, b.n, 0, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(doc);
	CHECK_INT("vendors", json_array_size(json_object_get(doc,
	    "vendors")), 2);
	json_decref(doc);
	buf_free(&b);
	knowledge_free(k);
}

static void
test_filter(void)
{
	static const struct {
		int class;
		const char *search;
		size_t codes;
	} rows[] = {
		{ 0, "", 74 },
		{ 3, "", 3 },
		{ 2, "", 10 },
		{ 0, "null mx", 2 },
		{ 0, "QUOTA", 4 },
		{ 0, "556", 4 },
		{ 4, "greylist", 2 },
		{ 0, "no such words", 0 },
	};
	struct knowledge *k = load("en");
	struct guide_filter f;
	size_t i, j, n;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		f = (struct guide_filter){ rows[i].class,
		    span_str(rows[i].search), NULL };
		for (j = n = 0; j < knowledge_code_count(k); j++)
			n += guide_code_matches(k, j, &f);
		CHECK_INT(rows[i].search, n, rows[i].codes);
	}
	knowledge_free(k);
}

void
suite_guide(void)
{
	TEST_SUITE("guide", { "code", test_code },
	    { "enhanced", test_enhanced }, { "compare", test_compare },
	    { "pairs", test_pairs },
	    { "enhanced pairs", test_pairs_enhanced },
	    { "all", test_all }, { "hostile", test_hostile },
	    { "html", test_html }, { "json", test_json },
	    { "filter", test_filter });
}
