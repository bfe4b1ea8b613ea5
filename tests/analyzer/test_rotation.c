#include <stdlib.h>

#include "analyzer/rotation.h"
#include "tests/test.h"

void	suite_rotation(void);

static void
test_names(void)
{
	static const struct {
		const char *path, *set;
		int64_t rank, until;
	} rows[] = {
		{ "/var/log/mail.log", "/var/log/mail.log", INT64_MAX,
		    INT64_MAX },
		{ "/var/log/mail.log.1", "/var/log/mail.log", -1, INT64_MAX },
		{ "/var/log/mail.log.12.gz", "/var/log/mail.log", -12,
		    INT64_MAX },
		{ "maillog.0.bz2", "maillog", 0, INT64_MAX },
		{ "mainlog.2.zst", "mainlog", -2, INT64_MAX },
		{ "mail.log-20251102", "mail.log", 1762041600, 1762214400 },
		{ "mail.log-20251102.xz", "mail.log", 1762041600,
		    1762214400 },
		{ "maillog-2025110213.gz", "maillog", 1762041600,
		    1762214400 },
		{ "mail.log.2025-11-02", "mail.log", 1762041600,
		    1762214400 },
		{ "mail.log-1762041600", "mail.log", 1762041600,
		    1762214400 },
		{ "mail.log-20251102-1762050000.gz", "mail.log", 1762050000,
		    1762222800 },
		{ "mail-20251102.log", "mail.log", 1762041600, 1762214400 },
		{ "mail-20251102.log.gz", "mail.log", 1762041600,
		    1762214400 },
		{ "mail.gz", "mail", INT64_MAX, INT64_MAX },
		/* Numbers that are no rotation's. */
		{ "mx1.log", "mx1.log", INT64_MAX, INT64_MAX },
		{ "mx-1.log", "mx-1.log", INT64_MAX, INT64_MAX },
		{ "mx.1.log", "mx.1.log", INT64_MAX, INT64_MAX },
		{ "mx-1", "mx-1", INT64_MAX, INT64_MAX },
		{ "mail.log.12345", "mail.log.12345", INT64_MAX, INT64_MAX },
		{ "mail.log-20251302", "mail.log-20251302", INT64_MAX,
		    INT64_MAX },
		{ "mail.log.25-11-02", "mail.log.25-11-02", INT64_MAX,
		    INT64_MAX },
		{ "20251102", "20251102", INT64_MAX, INT64_MAX },
		{ ".1", ".1", INT64_MAX, INT64_MAX },
		{ "/dev/fd/63", "/dev/fd/63", INT64_MAX, INT64_MAX },
		{ "-", "-", INT64_MAX, INT64_MAX },
		{ "", "", INT64_MAX, INT64_MAX },
	};
	struct rotation r;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rotation_of(rows[i].path, &r);
		CHECK_SPAN(rows[i].path, span_str(r.set), rows[i].set);
		CHECK_INT(rows[i].path, r.rank, rows[i].rank);
		CHECK_INT(rows[i].path, r.until, rows[i].until);
		free(r.set);
	}
}

void
suite_rotation(void)
{
	TEST_SUITE("rotation", { "names", test_names });
}
