/*
 * err: what went wrong, for the caller to print.
 *
 * A function that can fail returns 0 or an enum err_code and fills the struct
 * err it was given as its last argument.  Only main prints it and exits, with
 * the status that err_exit_status() gives (the sysexits(3) numbers of the
 * manual page).  A message is one line that says what, where and what to do.
 */
#ifndef SCHEMA_ERR_H
#define SCHEMA_ERR_H

enum err_code {
	ERR_NONE = 0,
	ERR_USAGE,		/* 64 wrong option or argument */
	ERR_DATA,		/* 65 bad rules, knowledge, corrupt database */
	ERR_NO_INPUT,		/* 66 input missing, a directory, no mail */
	ERR_MEMORY,		/* 71 */
	ERR_CANT_CREATE,	/* 73 output or database not creatable */
	ERR_IO,			/* 74 read or write error */
	ERR_BUSY,		/* 75 another run writes the database */
	ERR_PERMISSION,		/* 77 */
	ERR_CONFIG		/* 78 configuration, database of a newer one */
};

struct err {
	enum err_code	code;
	char		msg[1024];	/* one line, no newline, may be cut */
};

/*
 * Fills e (which may be NULL) and returns code.  What a terminal would obey
 * becomes '?' (text_tame()).
 */
int	err_set(struct err *e, enum err_code code, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
/* Puts "prefix: " before the message that is there; returns e->code. */
int	err_prefix(struct err *e, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/* The process's exit status for a code. */
int	err_exit_status(int code);

#endif
