#include "analyzer/commands.h"
#include "analyzer/progress.h"

int
cmd_take_in(struct setup *s, struct db *db, const struct input_log *logs,
    size_t n, bool history, struct store_window window,
    struct ingest_stats *stats, struct err *err)
{
	struct ingest_options in;
	int rc;

	rc = setup_ingest(s, &in, err);
	if (rc == 0) {
		in.db = db;
		in.history = history;
		in.window = window;
		rc = ingest(&in, logs, n, stats, err);
		progress_clear();
	}
	return rc;
}

int
cmd_ingest(struct setup *s, struct err *err)
{
	struct store_window all = { false, INT64_MIN, INT64_MAX };
	struct input_log *logs = NULL;
	struct ingest_stats stats;
	struct db *db = NULL;
	size_t n = 0;
	int rc;

	/* Without a log there is no reason to make a database. */
	rc = setup_logs(s, &logs, &n, err);
	if (rc == 0)
		rc = db_open(s->db_path, DB_WRITE, &db, err);
	if (rc == 0)
		rc = cmd_take_in(s, db, logs, n, true, all, &stats, err);
	db_close(db);
	setup_free_logs(logs, n);
	return rc;
}
