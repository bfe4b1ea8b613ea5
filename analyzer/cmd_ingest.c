#include <stdlib.h>

#include "analyzer/commands.h"
#include "analyzer/progress.h"

void
cmd_free_logs(char **paths, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		free(paths[i]);
	free(paths);
}

int
cmd_take_in(struct setup *s, struct db *db, char **paths, size_t n,
    bool history, struct store_window window, struct ingest_stats *stats,
    struct err *err)
{
	struct ingest_options in;
	int rc;

	rc = setup_ingest(s, &in, err);
	if (rc == 0) {
		in.db = db;
		in.history = history;
		in.window = window;
		rc = ingest(&in, paths, n, stats, err);
		progress_clear();
	}
	return rc;
}

int
cmd_ingest(struct setup *s, struct err *err)
{
	struct store_window all = { false, INT64_MIN, INT64_MAX };
	struct ingest_stats stats;
	struct db *db = NULL;
	char **paths = NULL;
	size_t n = 0;
	int rc;

	/* Without a log there is no reason to make a database. */
	rc = setup_logs(s, &paths, &n, err);
	if (rc == 0)
		rc = db_open(s->db_path, DB_WRITE, &db, err);
	if (rc == 0)
		rc = cmd_take_in(s, db, paths, n, true, all, &stats, err);
	db_close(db);
	cmd_free_logs(paths, n);
	return rc;
}
