#include <stdlib.h>

#include "analyzer/commands.h"
#include "analyzer/progress.h"

static void
free_paths(char **paths, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		free(paths[i]);
	free(paths);
}

/* The logs into the open database. */
int
cmd_take_in(struct setup *s, struct db *db, bool history,
    struct store_window window, struct ingest_stats *stats, struct err *err)
{
	struct ingest_options in;
	char **paths = NULL;
	size_t n = 0;
	int rc;

	rc = setup_logs(s, &paths, &n, err);
	if (rc == 0)
		rc = setup_ingest(s, &in, err);
	if (rc == 0) {
		in.db = db;
		in.history = history;
		in.window = window;
		rc = ingest(&in, paths, n, stats, err);
		progress_clear();
	}
	free_paths(paths, n);
	return rc;
}

int
cmd_ingest(struct setup *s, struct err *err)
{
	struct store_window all = { false, INT64_MIN, INT64_MAX };
	struct ingest_stats stats;
	struct db *db = NULL;
	int rc;

	rc = db_open(s->db_path, DB_WRITE, &db, err);
	if (rc == 0)
		rc = cmd_take_in(s, db, true, all, &stats, err);
	db_close(db);
	return rc;
}
