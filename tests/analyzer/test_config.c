#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/config.h"
#include "schema/buf.h"
#include "schema/mem.h"
#include "tests/test.h"

void	suite_config(void);

/* Writes text to a file of its own and reads it as a configuration. */
static int
read_text(struct config *c, struct span text, struct err *err)
{
	char path[] = "/tmp/bouncestat-config-XXXXXX";
	int fd = mkstemp(path), rc;

	CU_ASSERT_FATAL(fd >= 0);
	CU_ASSERT_EQUAL(write(fd, text.p, text.n), (ssize_t)text.n);
	close(fd);
	*err = (struct err){ 0 };
	rc = config_read(c, path, err);
	unlink(path);
	return rc;
}

static void
test_all(void)
{
	static const char text[] =
	    "# a comment\n"
	    "database = '/srv/b.db'\n"
	    "/* another\n one */\n"
	    "source {\n"
	    "\tfiles = { \"/var/log/a*\",\n\t\t\"/var/log/b\" } // two\n"
	    "\ttz = \"+05:30\"\n\thost = mx1.example.org\n"
	    "\taliases = { \"old = new.example\", \"x=y\" }\n"
	    "\tyear = 2025\n\tjournal = true\n\tlife = \"1w2d\"\n"
	    "}\r\n"
	    "source { files = \"/srv/log\" }\n"
	    "report { since = \"2 days ago\" format = csv lang = ja\n"
	    "tz = UTC top = 7 gap = 90 }\n";
	struct config c;
	struct err err;

	CU_ASSERT_EQUAL_FATAL(read_text(&c, span_str(text), &err), 0);
	CHECK_SPAN("database", span_str(c.database), "/srv/b.db");
	CU_ASSERT_EQUAL_FATAL(c.nsources, 2);
	CU_ASSERT_EQUAL_FATAL(c.sources[0].nfiles, 2);
	CHECK_SPAN("file", span_str(c.sources[0].files[1]), "/var/log/b");
	CHECK_SPAN("tz", span_str(c.sources[0].tz), "+05:30");
	CHECK_SPAN("host", span_str(c.sources[0].host), "mx1.example.org");
	CU_ASSERT_EQUAL_FATAL(c.sources[0].naliases, 2);
	CHECK_SPAN("alias", span_str(c.sources[0].aliases[0].name), "old");
	CHECK_SPAN("alias", span_str(c.sources[0].aliases[0].host),
	    "new.example");
	CHECK_INT("year", c.sources[0].year, 2025);
	CU_ASSERT_TRUE(c.sources[0].journal);
	CHECK_INT("life", c.sources[0].life_s, 777600);
	CU_ASSERT_EQUAL(c.sources[1].nfiles, 1);
	CU_ASSERT_PTR_NULL(c.sources[1].tz);
	CU_ASSERT_FALSE(c.sources[1].journal);
	CHECK_SPAN("since", span_str(c.report.since), "2 days ago");
	CHECK_SPAN("format", span_str(c.report.format), "csv");
	CHECK_SPAN("lang", span_str(c.report.lang), "ja");
	CHECK_SPAN("tz", span_str(c.report.tz), "UTC");
	CHECK_INT("top", c.report.top, 7);
	CHECK_INT("gap", c.report.gap_min, 90);
	CU_ASSERT_PTR_NOT_NULL(c.path);
	config_free(&c);
}

static void
test_nothing(void)
{
	static const char *const rows[] = { "", "\n", "#", "#\n", "//\n",
	    "/**/", "source {}", "report {\n}\n", "source { files = {} }" };
	struct config c;
	struct err err;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CHECK_INT(rows[i], read_text(&c, span_str(rows[i]), &err), 0);
		CU_ASSERT_PTR_NULL(c.database);
		CU_ASSERT_PTR_NULL(c.report.since);
		CHECK_INT(rows[i], c.report.top, 0);
		config_free(&c);
	}
}

static void
test_wrong(void)
{
	static const struct {
		const char *text, *where, *what;
	} rows[] = {
		{ "databse = x", ":1: ", "databse" },
		{ "\n\nsource {\n file = x }", ":4: ", "file" },
		{ "report { top = ten }", ":1: ", "top" },
		{ "report { top = 5x }", ":1: ", "top" },
		{ "report {\n top = 0 }", ":2: ", "top" },
		{ "report {\n top = 99999999999999999999 }", ":2: ", "top" },
		{ "report { gap = -1 }", ":1: ", "gap" },
		{ "report { since = soon }", ":1: ", "since" },
		{ "report { tz = Mars }", ":1: ", "Mars" },
		{ "report { format = '' }", ":1: ", "format" },
		{ "source {\n tz = 'Europe/Nowhere' }", ":2: ", "Nowhere" },
		{ "source { year = 26 }", ":1: ", "year" },
		{ "source { journal = perhaps }", ":1: ", "journal" },
		{ "source { life = forever }", ":1: ", "forever" },
		{ "source { aliases = { 'a' } }", ":1: ", "aliases" },
		{ "source { aliases = { 'a =' } }", ":1: ", "aliases" },
		{ "source { files = { '/a', '' } }", ":1: ", "files" },
		{ "database = ''", ":1: ", "database" },
		{ "database \"x\"", ":1: ", "database" },
		{ "source\n{ files = { '/a' \n", ":2: ", "{" },
		{ "report { top = 5\n\n", ":1: ", "{" },
		{ "}", ":1: ", "brace" },
		{ "\n/* for ever", ":2: ", "comment" },
		{ "\n\ndatabase = \"x", ":3: ", "string" },
		{ "database = x\n'", ":2: ", "string" },
		{ "'{context}' = 5", ":1: ", "" },
		{ "{", ":1: ", "" },
		{ "report { report { top = 5 } }", ":1: ", "report" },
		{ "include('/etc/passwd')", ":1: ", "include" },
	};
	struct config c;
	struct err err;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CHECK_INT(rows[i].text, read_text(&c, span_str(rows[i].text),
		    &err), ERR_CONFIG);
		if (strstr(err.msg, rows[i].where) == NULL ||
		    strstr(err.msg, rows[i].what) == NULL) {
			printf("\n  row %s: %s\n", rows[i].text, err.msg);
			CU_FAIL("message");
		}
		CU_ASSERT_PTR_NULL(c.sources);
	}
	CU_ASSERT_EQUAL(read_text(&c, SPAN("report { \0 }"), &err),
	    ERR_CONFIG);
}

static void
test_files(void)
{
	char path[] = "/tmp/bouncestat-config-XXXXXX";
	bool root = geteuid() == 0;
	struct config c;
	struct err err = { 0 };
	int fd;

	CHECK_INT("missing", config_read(&c, "/nonexistent/b.conf", &err),
	    ERR_CONFIG);
	CU_ASSERT(strstr(err.msg, "/nonexistent/b.conf") != NULL);
	CHECK_INT("folder", config_read(&c, "/tmp", &err), ERR_CONFIG);
	fd = mkstemp(path);
	CU_ASSERT_FATAL(fd >= 0);
	fchmod(fd, 0);
	close(fd);
	if (root)
		CU_ASSERT_EQUAL(seteuid(65534), 0);
	CHECK_INT("unreadable", config_read(&c, path, &err),
	    ERR_PERMISSION);
	if (root)
		CU_ASSERT_EQUAL(seteuid(0), 0);
	unlink(path);
}

/* What ships is right as it is, and with every setting in use. */
static void
test_shipped(void)
{
	FILE *f = fopen("contrib/bouncestat.conf", "r");
	struct buf plain = { 0 }, used = { 0 };
	struct config c;
	struct err err;
	char line[200];

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	while (fgets(line, sizeof(line), f) != NULL) {
		buf_add_str(&plain, line);
		buf_add_str(&used, line[0] == '#' && line[1] != ' ' &&
		    line[1] != '\n' ? line + 1 : line);
	}
	fclose(f);
	CHECK_INT("as it is", read_text(&c, buf_span(&plain), &err), 0);
	config_free(&c);
	CHECK_INT("in use", read_text(&c, buf_span(&used), &err), 0);
	CU_ASSERT_PTR_NOT_NULL(c.database);
	CU_ASSERT_EQUAL_FATAL(c.nsources, 1);
	CU_ASSERT(c.sources[0].nfiles == 2 && c.sources[0].naliases == 2 &&
	    c.sources[0].life_s == 14 * 86400 && c.sources[0].tz != NULL &&
	    c.sources[0].host != NULL && c.sources[0].year == 2026 &&
	    c.sources[0].journal);
	CU_ASSERT(c.report.since != NULL && c.report.format != NULL &&
	    c.report.lang != NULL && c.report.tz != NULL &&
	    c.report.top == 10 && c.report.gap_min == 60);
	config_free(&c);
	buf_free(&plain);
	buf_free(&used);
}

void
suite_config(void)
{
	TEST_SUITE("config", { "all", test_all }, { "nothing", test_nothing },
	    { "wrong", test_wrong }, { "files", test_files },
	    { "shipped", test_shipped });
}
