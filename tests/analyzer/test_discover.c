#include <fcntl.h>
#include <grp.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/discover.h"
#include "schema/mem.h"
#include "tests/test.h"

void	suite_discover(void);

/* A small system below a folder of its own. */
struct place {
	char	root[40];
};

static void
make_root(struct place *p)
{
	snprintf(p->root, sizeof(p->root), "/tmp/bouncestat-XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(p->root));
	CU_ASSERT_EQUAL(chmod(p->root, 0755), 0);
}

/* Makes the folders of path and, if it does not end in "/", the file. */
static void
make(const struct place *p, const char *path)
{
	char *full = mem_printf("%s%s", p->root, path), *at;
	int fd;

	for (at = full + strlen(p->root) + 1; *at != '\0'; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		mkdir(full, 0755);
		*at = '/';
	}
	if (at[-1] != '/') {
		fd = open(full, O_WRONLY | O_CREAT, 0644);
		CU_ASSERT(fd >= 0);
		close(fd);
	}
	free(full);
}

static void
remove_root(const struct place *p)
{
	char *command = mem_printf("rm -rf '%s'", p->root);

	CU_ASSERT_EQUAL(system(command), 0);
	free(command);
}

/* The paths found, below the root, one a line. */
static void
check_found(const char *row, const struct place *p, const struct discover *d,
    const char *want)
{
	char got[1000] = "";
	size_t i, n = 0;

	for (i = 0; i < d->n; i++)
		n += (size_t)snprintf(got + n, sizeof(got) - n, "%s\n",
		    d->files[i].path + strlen(p->root));
	CHECK_SPAN(row, span_of(got, n), want);
}

static void
test_usual(void)
{
	static const char *const files[] = { "/var/log/mail.log",
	    "/var/log/mail.log.1", "/var/log/mail.log.2.gz",
	    "/var/log/mail.err", "/var/log/maillog-20261101",
	    "/var/log/exim4/mainlog", "/var/log/exim4/mainlog.1",
	    "/var/log/exim4/rejectlog", "/var/log/exim/main.log",
	    "/var/log/exim/paniclog", "/var/log/exim_mainlog",
	    "/var/log/mail/", "/var/log/mail.log.d/", "/var/log/syslog" };
	struct discover d = { 0 };
	struct place p;
	size_t i;

	make_root(&p);
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		make(&p, files[i]);
	discover_add(&d, p.root, NULL, 0);
	check_found("usual", &p, &d, "/var/log/mail.log\n"
	    "/var/log/mail.log.1\n/var/log/mail.log.2.gz\n"
	    "/var/log/maillog-20261101\n/var/log/exim4/mainlog\n"
	    "/var/log/exim4/mainlog.1\n/var/log/exim/main.log\n"
	    "/var/log/exim_mainlog\n");
	CHECK_INT("denied", d.denied.code, ERR_NONE);
	discover_free(&d);
	remove_root(&p);
}

static void
test_patterns(void)
{
	static const char *const patterns[] = { "/srv/?.log", "/srv/a.log",
	    "/srv/none*", "/srv/link" };
	struct discover d = { 0 };
	struct place p;
	char *from, *to;

	make_root(&p);
	make(&p, "/srv/a.log");
	make(&p, "/srv/b.log");
	make(&p, "/srv/c.log/");
	from = mem_printf("%s/srv/b.log", p.root);
	to = mem_printf("%s/srv/link", p.root);
	CU_ASSERT_EQUAL(symlink(from, to), 0);
	discover_add(&d, p.root, patterns, 4);
	discover_add(&d, p.root, patterns, 4);
	check_found("patterns", &p, &d, "/srv/a.log\n/srv/b.log\n");
	discover_free(&d);
	free(from);
	free(to);
	remove_root(&p);
}

static void
test_denied(void)
{
	static const char *const patterns[] = { "/logs/main*" };
	const struct group *group = getgrnam("daemon");
	bool root = geteuid() == 0 && group != NULL;
	struct discover d = { 0 };
	struct err err = { 0 };
	struct place p;
	char *folder;

	make_root(&p);
	make(&p, "/logs/main");
	folder = mem_printf("%s/logs", p.root);
	CU_ASSERT_EQUAL(chmod(folder, root ? 0750 : 0), 0);
	if (root) {
		CU_ASSERT_EQUAL(chown(folder, 0, group->gr_gid), 0);
		CU_ASSERT_EQUAL(seteuid(65534), 0);
	}
	discover_add(&d, p.root, patterns, 1);
	if (root)
		CU_ASSERT_EQUAL(seteuid(0), 0);
	CHECK_INT("none", d.n, 0);
	CHECK_INT("denied", discover_nothing(&d, p.root, patterns, 1, &err),
	    ERR_PERMISSION);
	CU_ASSERT(strstr(err.msg, folder) != NULL);
	if (root)
		CU_ASSERT(strstr(err.msg, "usermod -aG daemon ") != NULL);
	chmod(folder, 0700);
	free(folder);
	discover_free(&d);
	remove_root(&p);
}

static void
test_nothing(void)
{
	static const char *const patterns[] = { "/srv/mail*" };
	struct discover d = { 0 };
	struct err err = { 0 };
	struct place p;

	make_root(&p);
	discover_add(&d, p.root, NULL, 0);
	CHECK_INT("none", d.n, 0);
	CHECK_INT("none", discover_nothing(&d, p.root, NULL, 0, &err),
	    ERR_NO_INPUT);
	CU_ASSERT(strstr(err.msg, "/var/log/maillog*") != NULL);
	CU_ASSERT(strstr(err.msg, "journalctl") == NULL);
	make(&p, "/var/log/journal/");
	make(&p, "/usr/bin/journalctl");
	CU_ASSERT_FALSE(discover_journal(p.root));
	make(&p, "/var/log/journal/0123456789abcdef/system.journal");
	CU_ASSERT_TRUE(discover_journal(p.root));
	discover_nothing(&d, p.root, NULL, 0, &err);
	CU_ASSERT(strstr(err.msg, "journalctl -o json ") != NULL);
	CU_ASSERT(strstr(err.msg, "| bouncestat -") != NULL);
	discover_nothing(&d, p.root, patterns, 1, &err);
	CU_ASSERT(strstr(err.msg, "/srv/mail*") != NULL);
	CU_ASSERT(strstr(err.msg, "maillog") == NULL);
	remove_root(&p);
}

void
suite_discover(void)
{
	TEST_SUITE("discover", { "usual", test_usual },
	    { "patterns", test_patterns }, { "denied", test_denied },
	    { "nothing", test_nothing });
}
