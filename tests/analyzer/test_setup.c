/*
 * What the command line and the configuration make of a run: each log with
 * the settings of its own section.
 */
#include <stdlib.h>

#include "analyzer/setup.h"
#include "schema/mem.h"
#include "tests/lab.h"
#include "tests/test.h"

void	suite_setup(void);

struct given {
	struct lab	 lab;
	struct options	 opt;
	struct setup	 setup;
	struct input_log *logs;
	size_t		 n;
};

/* A configuration; DIR in it is the folder. */
static void
write_config(struct given *g, const char *text)
{
	struct buf b = { 0 };
	const char *at;

	for (; (at = strstr(text, "DIR")) != NULL; text = at + 3) {
		buf_add(&b, text, (size_t)(at - text));
		buf_add_str(&b, g->lab.dir);
	}
	buf_add_str(&b, text);
	lab_write(&g->lab, "conf", buf_str(&b));
	buf_free(&b);
}

static void
start(struct given *g, const char *config)
{
	struct options o = g->opt;

	lab_open(&g->lab);
	write_config(g, config);
	g->opt = o;
	g->opt.config = lab_path(&g->lab, "conf");
	g->opt.db = lab_path(&g->lab, "h.db");
}

static void
end(struct given *g)
{
	setup_free_logs(g->logs, g->n);
	setup_free(&g->setup);
	lab_close(&g->lab);
}

/* The log whose name ends so. */
static const struct input_log *
log_of(const struct given *g, const char *name)
{
	size_t i;

	for (i = 0; i < g->n; i++)
		if (span_ends(span_str(g->logs[i].path), span_str(name)))
			return &g->logs[i];
	CU_FAIL_FATAL("no such log");
	return NULL;
}

#define TWO_SECTIONS							\
	"source { files = { \"DIR/berlin*\" } tz = \"Europe/Berlin\" "	\
	"host = \"b.example\" year = 2024 aliases = { \"b = c.example\" } }\n" \
	"source { files = { \"DIR/utc*\" } tz = \"UTC\" }\n"		\
	"report { tz = \"+02:00\" }\n"

static void
test_found(void)
{
	struct given g = { .n = 0 };

	start(&g, TWO_SECTIONS);
	lab_write(&g.lab, "berlin.1", "x");
	lab_write(&g.lab, "berlin.2", "x");
	lab_write(&g.lab, "utc.1", "x");
	lab_write(&g.lab, "other", "x");
	CU_ASSERT_EQUAL_FATAL(setup_init(&g.setup, &g.opt, &g.lab.err), 0);
	CU_ASSERT_EQUAL_FATAL(setup_logs(&g.setup, &g.logs, &g.n,
	    &g.lab.err), 0);
	CHECK_INT("found", g.n, 3);
	CHECK_SPAN("zone", span_str(zone_name(log_of(&g, "berlin.2")->zone)),
	    "Europe/Berlin");
	CHECK_SPAN("host", span_str(log_of(&g, "berlin.1")->host),
	    "b.example");
	CHECK_INT("year", log_of(&g, "berlin.1")->year, 2024);
	CHECK_INT("aliases", log_of(&g, "berlin.1")->n_aliases, 1);
	CHECK_SPAN("alias", span_str(
	    log_of(&g, "berlin.1")->aliases[0].host), "c.example");
	CHECK_SPAN("zone", span_str(zone_name(log_of(&g, "utc.1")->zone)),
	    "UTC");
	CHECK_INT("year", log_of(&g, "utc.1")->year, 0);
	CHECK_INT("aliases", log_of(&g, "utc.1")->n_aliases, 0);
	CHECK_SPAN("--tz is not --log-tz", span_str(zone_name(g.setup.zone)),
	    "+02:00");
	end(&g);
}

/* Named files follow the section that matches them, else one for all. */
static void
test_named(void)
{
	char *args[] = { NULL, NULL };
	struct given g = { .n = 0 };

	start(&g, TWO_SECTIONS "source { host = \"rest.example\" }\n");
	args[0] = mem_strdup(lab_path(&g.lab, "berlin.1"));
	args[1] = mem_strdup(lab_path(&g.lab, "elsewhere"));
	g.opt.args = args;
	g.opt.n_args = 2;
	CU_ASSERT_EQUAL_FATAL(setup_init(&g.setup, &g.opt, &g.lab.err), 0);
	CU_ASSERT_EQUAL_FATAL(setup_logs(&g.setup, &g.logs, &g.n,
	    &g.lab.err), 0);
	CHECK_INT("named", g.n, 2);
	CHECK_SPAN("matched", span_str(log_of(&g, "berlin.1")->host),
	    "b.example");
	CHECK_SPAN("not matched", span_str(log_of(&g, "elsewhere")->host),
	    "rest.example");
	end(&g);
	/* The command line goes before all sections. */
	g = (struct given){ .opt = { .host = "cli.example", .year = 2020,
	    .log_tz = "+05:30", .args = args, .n_args = 2 } };
	start(&g, TWO_SECTIONS);
	CU_ASSERT_EQUAL_FATAL(setup_init(&g.setup, &g.opt, &g.lab.err), 0);
	CU_ASSERT_EQUAL_FATAL(setup_logs(&g.setup, &g.logs, &g.n,
	    &g.lab.err), 0);
	CHECK_SPAN("host", span_str(log_of(&g, "berlin.1")->host),
	    "cli.example");
	CHECK_INT("year", log_of(&g, "berlin.1")->year, 2020);
	CHECK_SPAN("zone", span_str(zone_name(
	    log_of(&g, "berlin.1")->zone)), "+05:30");
	end(&g);
	free(args[0]);
	free(args[1]);
}

static void
test_life(void)
{
	static const struct {
		const char *config, *option;
		int rc;
		int64_t life_s;
	} rows[] = {
		{ "", NULL, 0, 14 * 86400 },
		{ "source { life = \"3d\" }", NULL, 0, 3 * 86400 },
		{ "source { life = \"3d\" }", "1w", 0, 7 * 86400 },
		{ "source { }\nsource { life = \"2d\" }", NULL, 0,
		    2 * 86400 },
		{ "", "soon", ERR_USAGE, 0 },
		{ "", "0d", ERR_USAGE, 0 },
	};
	struct ingest_options in;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct given g = { .opt = { .life = rows[i].option } };

		start(&g, rows[i].config);
		CU_ASSERT_EQUAL_FATAL(setup_init(&g.setup, &g.opt,
		    &g.lab.err), 0);
		CHECK_INT(rows[i].config, setup_ingest(&g.setup, &in,
		    &g.lab.err), rows[i].rc);
		if (rows[i].rc == 0)
			CHECK_INT(rows[i].config, in.life_s, rows[i].life_s);
		end(&g);
	}
}

/* What is wrong is named; what is missing is told. */
static void
test_wrong(void)
{
	struct given g = { .opt = { .tz = "Mars/Olympus" } };

	start(&g, "");
	CHECK_INT("zone", setup_init(&g.setup, &g.opt, &g.lab.err),
	    ERR_USAGE);
	CHECK_INT(g.lab.err.msg, span_starts(span_str(g.lab.err.msg),
	    SPAN("--tz: ")), true);
	end(&g);
	g = (struct given){ .opt = { .now = "whenever" } };
	start(&g, "");
	CHECK_INT("now", setup_init(&g.setup, &g.opt, &g.lab.err),
	    ERR_USAGE);
	end(&g);
	g = (struct given){ .n = 0 };
	start(&g, "source { files = { \"DIR/none*\" } }\n");
	CU_ASSERT_EQUAL_FATAL(setup_init(&g.setup, &g.opt, &g.lab.err), 0);
	CHECK_INT("no log", setup_logs(&g.setup, &g.logs, &g.n, &g.lab.err),
	    ERR_NO_INPUT);
	CHECK_INT(g.lab.err.msg, span_has_nocase(span_str(g.lab.err.msg),
	    SPAN("none*")), true);
	end(&g);
}

void
suite_setup(void)
{
	TEST_SUITE("setup", { "found", test_found }, { "named", test_named },
	    { "life", test_life }, { "wrong", test_wrong });
}
