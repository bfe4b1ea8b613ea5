#include <getopt.h>
#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

#include "analyzer/commands.h"
#include "schema/buf.h"
#include "schema/file.h"
#include "schema/i18n.h"
#include "tests/test.h"

void	suite_cmd_guide(void);

/* Runs a command line; what it wrote is in out. */
static int
run_command(const char *const *words, size_t n, struct buf *out,
    struct err *e)
{
	static command_fn *const commands[COMMAND_COUNT] = {
		[COMMAND_CODES] = cmd_codes,
		[COMMAND_EXPLAIN] = cmd_explain,
		[COMMAND_COMPARE] = cmd_compare,
	};
	char path[] = "/tmp/bouncestat-test-XXXXXX", *argv[16], *own[8];
	struct options opt;
	struct setup s;
	size_t i;
	int fd, rc;

	CU_ASSERT_FATAL((fd = mkstemp(path)) >= 0);
	close(fd);
	argv[0] = (char []){ "bouncestat" };
	for (i = 0; i < n; i++)
		argv[i + 1] = own[i] = strdup(words[i]);
	argv[n + 1] = (char []){ "--output" };
	argv[n + 2] = path;
	argv[n + 3] = NULL;
	buf_clear(out);
	*e = (struct err){ ERR_NONE, "" };
	memset(&s, 0, sizeof(s));
	optind = 0;
	rc = options_parse(&opt, (int)n + 3, argv, e);
	if (rc == ERR_NONE)
		rc = i18n_init(opt.lang != NULL ? opt.lang : "en", e);
	if (rc == ERR_NONE)
		rc = knowledge_load(NULL, NULL, i18n_lang(), &s.knowledge,
		    e);
	s.opt = &opt;
	if (rc == ERR_NONE)
		rc = commands[opt.command](&s, e);
	if (rc == ERR_NONE)
		CHECK_INT("output", file_read(path, out, NULL), ERR_NONE);
	knowledge_free(s.knowledge);
	for (i = 0; i < n; i++)
		free(own[i]);
	unlink(path);
	i18n_init("en", NULL);
	return rc;
}

static void
test_commands(void)
{
	static const struct {
		const char *words[7];
		int rc;
		const char *has;	/* in the output, or the error */
	} rows[] = {
		{ { "codes" }, ERR_NONE, "  556 " },
		{ { "codes", "--class", "5xx", "--search", "null mx" },
		    ERR_NONE, "Domain accepts no mail" },
		{ { "codes", "--class", "6" }, ERR_USAGE, "--class" },
		{ { "codes", "--search", "no such words" }, ERR_NONE,
		    "No code matches." },
		{ { "codes", "--search", "quota", "--lang", "ja" },
		    ERR_NONE, "  552 " },
		{ { "codes", "550" }, ERR_USAGE, "no arguments" },
		{ { "codes", "--format", "pdf" }, ERR_USAGE,
		    "text, json, html, csv" },
		{ { "codes", "--format", "csv" }, ERR_NONE,
		    "kind,code,vendor" },
		{ { "explain" }, ERR_USAGE, "explain takes" },
		{ { "explain", "550" }, ERR_NONE, "550 Mailbox unavailable" },
		{ { "explain", "550", "5.7.26" }, ERR_NONE,
		    "\n\n5.7.26 Authentication failed" },
		{ { "explain", "X.7.26" }, ERR_NONE,
		    "5.7.26 Authentication failed" },
		{ { "explain", "299" }, ERR_USAGE, "299" },
		{ { "explain", "4" }, ERR_USAGE, "4 is no reply code" },
		{ { "explain", "" }, ERR_USAGE, "empty" },
		{ { "explain", " \t" }, ERR_USAGE, "empty" },
		{ { "explain", "xyzzy plugh" }, ERR_NONE,
		    "not known: no rule knows this reply" },
		{ { "explain", "xyzzy plugh" }, ERR_NONE,
		    "- No rule knows this reply." },
		{ { "explain", "550", "299" }, ERR_USAGE, "299" },
		{ { "explain", "550 5.1.1 User unknown" }, ERR_NONE,
		    "Mailbox does not exist\n===" },
		/* A reply that nobody put in quotes. */
		{ { "explain", "550", "5.1.1", "User", "unknown" },
		    ERR_NONE, "550 5.1.1 User unknown" },
		{ { "explain", "--format", "ndjson", "550 5.1.1 User "
		    "unknown" }, ERR_NONE, "\"reason\":\"user_unknown\"" },
		{ { "explain", "--format", "html", "550" }, ERR_NONE,
		    "<h2>550 Mailbox unavailable</h2>" },
		{ { "explain", "--lang", "ja", "556" }, ERR_NONE, "556 " },
		{ { "compare", "251", "551" }, ERR_NONE,
		    "251 is a success; with 551" },
		{ { "compare", "251" }, ERR_USAGE, "two reply codes" },
		{ { "compare", "251", "999" }, ERR_USAGE, "999" },
		{ { "compare", "--format", "csv", "251", "551" }, ERR_USAGE,
		    "none of text, json, html" },
		{ { "compare", "550", "5.1.1" }, ERR_USAGE,
		    "two basic codes or two enhanced" },
		{ { "compare", "5.7.1", "X.7.26" }, ERR_NONE,
		    "stand behind 5.7.1" },
		{ { "compare", "5.7.1", "5.77" }, ERR_USAGE,
		    "5.77 is no reply code" },
	};
	struct buf out = { NULL, 0, 0 };
	struct err e;
	const char *in;
	size_t i, n;
	int rc;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (n = 0; n < 7 && rows[i].words[n] != NULL; n++)
			;
		rc = run_command(rows[i].words, n, &out, &e);
		CHECK_INT(rows[i].has, rc, rows[i].rc);
		in = rc == ERR_NONE ? buf_str(&out) : e.msg;
		if (strstr(in, rows[i].has) == NULL) {
			printf("\n  row %zu: no \"%s\" in \"%.300s\"\n", i,
			    rows[i].has, in);
			CU_FAIL("missing");
		}
	}
	buf_free(&out);
}

/* What programs read is the same in every language. */
static void
test_machine(void)
{
	static const char *const rows[][4] = {
		{ "codes", "json", NULL },
		{ "codes", "csv", NULL },
		{ "explain", "json", "550", "5.7.26" },
		{ "explain", "json", "550 5.1.1 User unknown", NULL },
		{ "explain", "ndjson", "450 4.2.0 Greylisted", NULL },
		{ "compare", "json", "450", "550" },
		{ "compare", "json", "5.7.1", "4.2.2" },
	};
	static const char *const langs[] = { "en", "ja", "vi" };
	struct buf first = { NULL, 0, 0 }, out = { NULL, 0, 0 };
	const char *words[8];
	struct err e;
	size_t i, l, n;
	json_t *o;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (l = 0; l < 3; l++) {
			n = 0;
			words[n++] = rows[i][0];
			words[n++] = "--format";
			words[n++] = rows[i][1];
			words[n++] = "--lang";
			words[n++] = langs[l];
			if (rows[i][2] != NULL)
				words[n++] = rows[i][2];
			if (rows[i][2] != NULL && rows[i][3] != NULL)
				words[n++] = rows[i][3];
			CHECK_INT(langs[l], run_command(words, n,
			    l == 0 ? &first : &out, &e), ERR_NONE);
			if (l > 0)
				CHECK_INT(rows[i][0], span_eq(
				    buf_span(&first), buf_span(&out)), 1);
		}
		if (strcmp(rows[i][1], "csv") == 0)
			continue;
		o = json_loadb(first.data, first.n, 0, NULL);
		CU_ASSERT_PTR_NOT_NULL(o);
		json_decref(o);
	}
	buf_free(&first);
	buf_free(&out);
}

void
suite_cmd_guide(void)
{
	TEST_SUITE("cmd_guide", { "commands", test_commands },
	    { "machine", test_machine });
}
