#include <stdint.h>

#include "schema/fingerprint.h"
#include "schema/judge_words.h"
#include "schema/num.h"

/* U+00C0..U+017F without marks; a blank stands for no letter. */
static const char latin[] =
    "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

struct writer {
	struct judge_words	*w;
	size_t			 start;	/* of the word being written */
	bool			 full;
};

static uint32_t
decode(struct span s, size_t *n)
{
	const unsigned char *p = (const unsigned char *)s.p;

	*n = 1;
	if (p[0] < 0xc2)
		return p[0];
	if (p[0] < 0xe0 && s.n >= 2) {
		*n = 2;
		return (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
	}
	if (p[0] < 0xf0 && s.n >= 3) {
		*n = 3;
		return (uint32_t)(p[0] & 0x0f) << 12 |
		    (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
	}
	if (s.n >= 4) {
		*n = 4;
		return 0x10000;
	}
	return ' ';
}

static bool
is_cjk(uint32_t c)
{
	return (c >= 0x3041 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff) ||
	    (c >= 0xac00 && c <= 0xd7a3) || c >= 0x10000;
}

static bool
ends_word(uint32_t c)
{
	return (c >= 0x2000 && c <= 0x206f) || (c >= 0x3000 && c <= 0x303f) ||
	    (c >= 0xff00 && c <= 0xff0f) || (c >= 0xff1a && c <= 0xff20) ||
	    (c >= 0x80 && c < 0xc0) || c == 0xfffd;
}

/* The n bytes at the end of the text are a word. */
static void
add_word(struct writer *o, size_t n)
{
	o->full = o->w->n == JUDGE_WORDS_MAX;
	if (n > 0 && !o->full) {
		o->w->word[o->w->n++].n = n;
		buf_add_char(&o->w->text, ' ');
	}
	o->start = o->w->text.n;
}

/* "doesnt" and its like: how much of it comes before "nt". */
static size_t
negated(struct span s)
{
	static const char *const verbs[] = { "is", "are", "was", "were",
	    "do", "does", "did", "has", "have", "had", "could", "would",
	    "should" };
	size_t i;

	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (s.n == strlen(verbs[i]) + 2 &&
		    span_starts(s, span_str(verbs[i])) &&
		    span_ends(s, SPAN("nt")))
			return s.n - 2;
	return 0;
}

static void
replace(struct writer *o, const char *a, const char *b)
{
	o->w->text.n = o->start;
	buf_add_str(&o->w->text, a);
	add_word(o, strlen(a));
	if (b != NULL) {
		buf_add_str(&o->w->text, b);
		add_word(o, strlen(b));
	}
}

/* "recognised" as "recognized", with what else ends so. */
static void
american(char *word, size_t n)
{
	static const char *const ends[] = { "ise", "ised", "ises", "ising",
	    "isation" };
	size_t i, len;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		len = strlen(ends[i]);
		if (n >= len + 4 && memcmp(word + n - len, ends[i], len) == 0)
			word[n - len + 1] = 'z';
	}
}

static void
end_word(struct writer *o)
{
	struct buf *b = &o->w->text;
	struct span s = span_of(b->data + o->start, b->n - o->start);
	size_t n;

	if (s.n == 0)
		return;
	american(b->data + o->start, s.n);
	if (span_eq(s, SPAN("cannot")) || span_eq(s, SPAN("cant")))
		replace(o, "can", "not");
	else if (span_eq(s, SPAN("wont")))
		replace(o, "will", "not");
	else if (span_eq(s, SPAN("mail")) && o->w->n > 0 && s.n + 2 <= b->n &&
	    o->start >= 2 && memcmp(s.p - 2, "e ", 2) == 0 &&
	    o->w->word[o->w->n - 1].n == 1) {
		/* "e-mail" */
		o->w->n--;
		o->start -= 2;
		replace(o, "email", NULL);
	} else if ((n = negated(s)) > 0) {
		b->n = o->start + n;
		add_word(o, n);
		replace(o, "not", NULL);
	} else
		add_word(o, s.n);
}

static void
special(struct writer *o, const char *word)
{
	end_word(o);
	replace(o, word, NULL);
}

static void
letter(struct writer *o, uint32_t c, struct span bytes)
{
	struct buf *b = &o->w->text;

	if (is_cjk(c)) {
		end_word(o);
		buf_add_span(b, bytes);
		end_word(o);
	} else if (ends_word(c))
		end_word(o);
	else if (c == 0xdf)		/* sharp s */
		buf_add_str(b, "ss");
	else if (c >= 0xc0 && c < 0x180) {
		if (latin[c - 0xc0] != ' ')
			buf_add_char(b, latin[c - 0xc0]);
	} else if ((c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f)) {
		c += 0x20;
		buf_add_char(b, (char)(0xc0 | c >> 6));
		buf_add_char(b, (char)(0x80 | (c & 0x3f)));
	} else
		buf_add_span(b, bytes);
}

/* The "s" of "user's", after its apostrophe. */
static size_t
possessive(struct span s)
{
	return s.n > 0 && (s.p[0] == 's' || s.p[0] == 'S') &&
	    (s.n == 1 || s.p[1] == ' ' || s.p[1] == '.' || s.p[1] == ',');
}

static void
read_words(struct writer *o, struct span s)
{
	static const char *const names[] = { "", "xaddr", "xip", "xhost",
	    "xid", "xnum", "xtime", "xquery", "xaddr" };
	struct buf *b = &o->w->text;
	uint32_t c;
	size_t i, n;

	for (i = 0; i < s.n && !o->full; i += n) {
		c = decode(span_skip(s, i), &n);
		if (c >= 'a' && c <= 'z')
			buf_add_char(b, (char)c);
		else if (c >= 'A' && c <= 'Z')
			buf_add_char(b, (char)(c + 32));
		else if (num_is_digit((char)c) && c < 128)
			buf_add_char(b, (char)c);
		else if (c <= FINGERPRINT_NAME && c > 0)
			special(o, names[c]);
		else if (c == '.' && b->n > o->start && i + 1 < s.n &&
		    num_is_digit(s.p[i + 1]) &&
		    num_is_digit(b->data[b->n - 1]))
			buf_add_char(b, '.');
		else if (c == '\'' || c == 0x2019)
			n += possessive(span_skip(s, i + n));
		else if (c < 128)
			end_word(o);
		else
			letter(o, c, span_of(s.p + i, n));
	}
	end_word(o);
}

void
judge_words_read(struct judge_words *w, struct span text, bool masked)
{
	struct buf template = { NULL, 0, 0 };
	struct writer o = { w, 0, false };
	size_t i, at;

	buf_clear(&w->text);
	buf_clear(&w->values);
	w->n = 0;
	if (masked) {
		if (text.n > JUDGE_TEXT_BYTES)
			text.n = JUDGE_TEXT_BYTES;
		fingerprint_mask(text, &template, &w->values);
		text = buf_span(&template);
	}
	read_words(&o, text);
	/* The words follow each other, one blank between. */
	for (i = 0, at = 0; i < w->n; i++) {
		w->word[i].p = w->text.data + at;
		at += w->word[i].n + 1;
	}
	buf_free(&template);
}

void
judge_words_free(struct judge_words *w)
{
	buf_free(&w->text);
	buf_free(&w->values);
}
