#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "schema/hash.h"
#include "schema/judge_phrase.h"
#include "schema/map.h"
#include "schema/mem.h"

#define PREFIX_MIN	3	/* letters before a '*' */
#define PREFIX_MAX	24
#define TERMS_A_WORD	12	/* that one word of a reply can be */
#define MATCHES_MAX	6000	/* of classes in one reply */
#define GAP		3	/* "..." */
#define POSITIONS	((JUDGE_WORDS_MAX + 64) / 64)

#define NO_TERM		UINT32_MAX

/* One way to be of a class: a sequence of terms. */
struct alternative {
	uint32_t	class;
	uint32_t	first;		/* into terms */
	uint32_t	n;
};

struct element {
	uint32_t	class;
	uint8_t		gap;
	bool		optional;
};

struct phrase {
	uint32_t	first;		/* into elements */
	uint16_t	n;
	bool		at_start, at_end;
};

struct phrase_book {
	struct map		 term_of;	/* hash -> term */
	uint32_t		 term_count;
	struct map		 class_of;	/* hash of name -> class */
	uint32_t		 class_count;
	struct map		 phrase_of;	/* hash of text -> phrase */
	uint32_t		*terms;		/* of alternatives */
	size_t			 n_terms;
	struct alternative	*alts;		/* sealed: by first term */
	size_t			 n_alts;
	uint32_t		*alts_of;	/* by term: where in alts */
	struct element		*elements;
	size_t			 n_elements;
	struct phrase		*phrases;
	size_t			 n_phrases;
	/* Sealed: phrases by the class of theirs that fewest ask for. */
	uint32_t		*by_key;
	uint32_t		*key_start;
};

struct phrase_book *
phrase_book_new(void)
{
	return mem_alloc(sizeof(struct phrase_book));
}

void
phrase_book_free(struct phrase_book *b)
{
	if (b == NULL)
		return;
	map_free(&b->term_of);
	map_free(&b->class_of);
	map_free(&b->phrase_of);
	free(b->terms);
	free(b->alts);
	free(b->alts_of);
	free(b->elements);
	free(b->phrases);
	free(b->by_key);
	free(b->key_start);
	free(b);
}

size_t
phrase_count(const struct phrase_book *b)
{
	return b->n_phrases;
}

static uint64_t
term_key(struct span s, bool prefix)
{
	return prefix ? hash_mix(hash_span(s), 1) : hash_span(s);
}

static uint32_t
term_get(struct phrase_book *b, struct span s, bool prefix)
{
	uint64_t id, key = term_key(s, prefix);

	if (!map_get(&b->term_of, key, &id)) {
		id = b->term_count++;
		map_put(&b->term_of, key, id);
	}
	return (uint32_t)id;
}

static int
fail(struct err *e, struct span all, const char *at, const char *what)
{
	return err_set(e, ERR_DATA, "\"%.*s\" at %zu: %s", SPAN_FMT(all),
	    (size_t)(at - all.p) + 1, what);
}

/* Adds the words of s as one alternative of the class. */
static int
add_words(struct phrase_book *b, uint32_t class, struct span s,
    struct span all, struct err *e)
{
	struct judge_words *w = mem_alloc(sizeof(*w));
	struct alternative a = { class, (uint32_t)b->n_terms, 0 };
	struct span piece;
	size_t i;
	bool prefix;
	int rc = ERR_NONE;

	while ((s = span_trim(s)).n > 0 && rc == ERR_NONE) {
		piece = span_head(s, span_find_char(s, ' '));
		s = span_skip(s, piece.n);
		prefix = piece.p[piece.n - 1] == '*';
		judge_words_read(w, span_head(piece, piece.n - prefix), false);
		if (w->n == 0 || piece.p[0] == '~' ||
		    (prefix && w->word[w->n - 1].n < PREFIX_MIN))
			rc = fail(e, all, piece.p, "no word here, or too "
			    "short a start of one");
		b->terms = mem_resize(b->terms, b->n_terms + w->n,
		    sizeof(*b->terms));
		for (i = 0; i < w->n && rc == ERR_NONE; i++, a.n++)
			b->terms[b->n_terms++] = term_get(b, w->word[i],
			    prefix && i + 1 == w->n);
	}
	judge_words_free(w);
	free(w);
	if (rc == ERR_NONE && a.n == 0)
		rc = fail(e, all, s.p, "an alternative without words");
	if (rc != ERR_NONE)
		return rc;
	b->alts = mem_resize(b->alts, b->n_alts + 1, sizeof(*b->alts));
	b->alts[b->n_alts++] = a;
	return ERR_NONE;
}

static int
class_find(struct phrase_book *b, struct span name, struct span all,
    uint32_t *class, struct err *e)
{
	uint64_t id;

	if (!map_get(&b->class_of, hash_span(name), &id))
		return fail(e, all, name.p, "no class of this name");
	*class = (uint32_t)id;
	return ERR_NONE;
}

/* Adds what the alternatives of the class named in s ("{name}") are. */
static int
add_class(struct phrase_book *b, uint32_t class, struct span s,
    struct span all, struct err *e)
{
	uint32_t other = 0;
	size_t i, n = b->n_alts;
	int rc;

	rc = class_find(b, span_of(s.p + 1, s.n - 2), all, &other, e);
	if (rc != ERR_NONE)
		return rc;
	b->alts = mem_resize(b->alts, 2 * n + 1, sizeof(*b->alts));
	for (i = 0; i < n; i++)
		if (b->alts[i].class == other) {
			b->alts[b->n_alts] = b->alts[i];
			b->alts[b->n_alts++].class = class;
		}
	return ERR_NONE;
}

static int
add_alternative(struct phrase_book *b, uint32_t class, struct span s,
    struct span all, struct err *e)
{
	s = span_trim(s);
	if (s.n > 2 && s.p[0] == '{' && s.p[s.n - 1] == '}')
		return add_class(b, class, s, all, e);
	return add_words(b, class, s, all, e);
}

int
phrase_class(struct phrase_book *b, const char *name,
    const char *const *alternatives, struct err *e)
{
	uint32_t class = b->class_count;
	uint64_t id;
	int rc = ERR_NONE;

	if (map_get(&b->class_of, hash_span(span_str(name)), &id))
		return err_set(e, ERR_DATA, "class %s is there twice", name);
	for (; *alternatives != NULL && rc == ERR_NONE; alternatives++)
		rc = add_alternative(b, class, span_str(*alternatives),
		    span_str(*alternatives), e);
	b->class_count++;
	map_put(&b->class_of, hash_span(span_str(name)), class);
	return rc;
}

/* The class for "(a|b)" or a word: the same text is the same class. */
static int
unnamed_class(struct phrase_book *b, struct span s, struct span all,
    uint32_t *class, struct err *e)
{
	uint64_t id, key = hash_mix(hash_span(s), 2);
	struct span rest;
	size_t n;
	int rc = ERR_NONE;

	if (map_get(&b->class_of, key, &id)) {
		*class = (uint32_t)id;
		return ERR_NONE;
	}
	*class = b->class_count++;
	map_put(&b->class_of, key, *class);
	if (s.p[0] != '(')
		return add_words(b, *class, s, all, e);
	rest = span_of(s.p + 1, s.n - 2);
	do {
		n = span_find_char(rest, '|');
		rc = add_alternative(b, *class, span_head(rest, n), all, e);
		rest = span_skip(rest, n + 1);
	} while (rc == ERR_NONE && rest.n > 0);
	return rc;
}

/* The length of the next element's text, 0 if its bracket is wrong. */
static size_t
item_length(struct span s)
{
	char close = s.p[0] == '(' ? ')' : s.p[0] == '{' ? '}' : '\0';
	size_t n;

	if (close == '\0')
		return span_find_char(s, ' ');
	n = span_find_char(s, close);
	if (n == s.n || span_find_char(span_skip(s, 1), s.p[0]) < n)
		return 0;
	return n + 1 + (n + 1 < s.n && s.p[n + 1] == '?');
}

static int
add_element(struct phrase_book *b, struct span item, int gap,
    struct span all, struct err *e)
{
	struct element el = { 0, (uint8_t)gap, false };
	int rc;

	if (item.n > 1 && item.p[item.n - 1] == '?') {
		el.optional = true;
		item.n--;
	}
	if (item.p[0] == '{')
		rc = class_find(b, span_of(item.p + 1, item.n - 2), all,
		    &el.class, e);
	else
		rc = unnamed_class(b, item, all, &el.class, e);
	if (rc != ERR_NONE)
		return rc;
	b->elements = mem_resize(b->elements, b->n_elements + 1,
	    sizeof(*b->elements));
	b->elements[b->n_elements++] = el;
	return ERR_NONE;
}

int
phrase_add(struct phrase_book *b, const char *text, uint32_t *index,
    struct err *e)
{
	struct span all = span_str(text), s = all, item;
	struct phrase p = { (uint32_t)b->n_elements, 0, false, false };
	uint64_t id, key = hash_span(all);
	size_t n;
	int gap = 0, rc;

	if (map_get(&b->phrase_of, key, &id)) {
		*index = (uint32_t)id;
		return ERR_NONE;
	}
	while ((s = span_trim(s)).n > 0) {
		if ((n = item_length(s)) == 0)
			return fail(e, all, s.p, "a bracket is not "
			    "closed, or inside another");
		item = span_head(s, n);
		s = span_skip(s, n);
		if (span_eq(item, SPAN("^"))) {
			p.at_start = true;
		} else if (span_eq(item, SPAN("$"))) {
			p.at_end = true;
		} else if (span_eq(item, SPAN("..."))) {
			gap = GAP;
		} else if (item.n == 2 && item.p[0] == '~' &&
		    isdigit((unsigned char)item.p[1])) {
			gap = item.p[1] - '0';
		} else {
			rc = add_element(b, item, gap, all, e);
			if (rc != ERR_NONE)
				return rc;
			p.n++;
			gap = 0;
		}
	}
	if (gap > 0)
		return fail(e, all, all.p + all.n - 1, "a gap before nothing");
	for (n = 0; n < p.n && b->elements[p.first + n].optional; n++)
		;
	if (n == p.n)
		return fail(e, all, all.p, "no words that must be there");
	b->phrases = mem_resize(b->phrases, b->n_phrases + 1,
	    sizeof(*b->phrases));
	*index = (uint32_t)b->n_phrases;
	b->phrases[b->n_phrases++] = p;
	map_put(&b->phrase_of, key, *index);
	return ERR_NONE;
}

/* The class of the phrase that the fewest phrases ask for. */
static uint32_t
rarest(const struct phrase_book *b, const struct phrase *p,
    const uint32_t *uses)
{
	const struct element *el = b->elements + p->first, *end = el + p->n;
	uint32_t best = el->class;
	bool any = false;

	for (; el < end; el++)
		if (!el->optional && (!any || uses[el->class] < uses[best])) {
			best = el->class;
			any = true;
		}
	return best;
}

/* Groups the phrases by that class, so that most are never looked at. */
static void
index_phrases(struct phrase_book *b)
{
	uint32_t *uses = mem_alloc((b->class_count + 1) * sizeof(*uses));
	uint32_t *key = mem_alloc((b->n_phrases + 1) * sizeof(*key)), c;
	size_t i;

	for (i = 0; i < b->n_elements; i++)
		uses[b->elements[i].class]++;
	b->key_start = mem_alloc((b->class_count + 2) *
	    sizeof(*b->key_start));
	b->by_key = mem_alloc((b->n_phrases + 1) * sizeof(*b->by_key));
	for (i = 0; i < b->n_phrases; i++) {
		key[i] = rarest(b, &b->phrases[i], uses);
		b->key_start[key[i] + 2]++;
	}
	for (c = 2; c < b->class_count + 2; c++)
		b->key_start[c] += b->key_start[c - 1];
	for (i = 0; i < b->n_phrases; i++)
		b->by_key[b->key_start[key[i] + 1]++] = (uint32_t)i;
	free(uses);
	free(key);
}

/* Groups the alternatives by their first term (a counting sort). */
void
phrase_book_seal(struct phrase_book *b)
{
	struct alternative *sorted = mem_alloc((b->n_alts + 1) *
	    sizeof(*sorted));
	size_t i;
	uint32_t t;

	b->alts_of = mem_alloc((b->term_count + 2) * sizeof(*b->alts_of));
	for (i = 0; i < b->n_alts; i++)
		b->alts_of[b->terms[b->alts[i].first] + 2]++;
	for (t = 2; t < b->term_count + 2; t++)
		b->alts_of[t] += b->alts_of[t - 1];
	for (i = 0; i < b->n_alts; i++)
		sorted[b->alts_of[b->terms[b->alts[i].first] + 1]++] =
		    b->alts[i];
	free(b->alts);
	b->alts = sorted;
	index_phrases(b);
}

/* Where a class was found in the reply. */
struct found {
	uint16_t	at, n;
	uint32_t	next;		/* of the same class; 0 = none */
};

struct matcher {
	const struct phrase_book	*book;
	size_t				 n;	/* words */
	uint32_t	(*word)[TERMS_A_WORD];	/* ended by NO_TERM */
	uint32_t	*first;			/* by class: into found */
	struct found	*found;			/* [0] is not used */
	uint32_t	 n_found;
};

static void
look_up(struct matcher *m, size_t at, struct span s)
{
	uint32_t *out = m->word[at];
	uint64_t id;
	size_t n = 0, len;

	if (map_get(&m->book->term_of, term_key(s, false), &id))
		out[n++] = (uint32_t)id;
	for (len = PREFIX_MIN; len <= s.n && len <= PREFIX_MAX &&
	    n < TERMS_A_WORD - 1; len++)
		if (map_get(&m->book->term_of, term_key(span_head(s, len),
		    true), &id))
			out[n++] = (uint32_t)id;
	out[n] = NO_TERM;
}

static bool
word_is(const struct matcher *m, size_t at, uint32_t term)
{
	const uint32_t *t;

	for (t = m->word[at]; *t != NO_TERM; t++)
		if (*t == term)
			return true;
	return false;
}

static void
find_classes(struct matcher *m, size_t at, uint32_t term)
{
	const struct phrase_book *b = m->book;
	const struct alternative *a;
	uint32_t i, k;

	for (i = b->alts_of[term]; i < b->alts_of[term + 1]; i++) {
		a = &b->alts[i];
		if (at + a->n > m->n)
			continue;
		for (k = 1; k < a->n; k++)
			if (!word_is(m, at + k, b->terms[a->first + k]))
				break;
		if (k < a->n || m->n_found == MATCHES_MAX)
			continue;
		m->found[m->n_found] = (struct found){ (uint16_t)at,
		    (uint16_t)a->n, m->first[a->class] };
		m->first[a->class] = m->n_found++;
	}
}

/* A set of word positions. */
struct places {
	uint64_t	bit[POSITIONS];
};

static void
widen(struct places *p, int gap)
{
	size_t i;

	for (; gap > 0; gap--) {
		for (i = POSITIONS - 1; i > 0; i--)
			p->bit[i] |= p->bit[i] << 1 | p->bit[i - 1] >> 63;
		p->bit[0] |= p->bit[0] << 1;
	}
}

static bool
phrase_is(const struct matcher *m, const struct phrase *p)
{
	const struct element *el = m->book->elements + p->first, *end;
	const struct found *f;
	struct places now, next;
	uint32_t i;
	bool any;

	for (end = el + p->n; el < end; el++)
		if (!el->optional && m->first[el->class] == 0)
			return false;
	if (p->at_start)
		memset(&now, 0, sizeof(now));
	else
		memset(&now, 0xff, sizeof(now));
	now.bit[0] |= 1;
	for (el = m->book->elements + p->first; el < end; el++) {
		if (el->optional)
			next = now;
		else
			memset(&next, 0, sizeof(next));
		widen(&now, el->gap);
		any = el->optional;
		for (i = m->first[el->class]; i != 0; i = f->next) {
			f = &m->found[i];
			if ((now.bit[f->at / 64] >> f->at % 64 & 1) == 0)
				continue;
			next.bit[(f->at + f->n) / 64] |=
			    UINT64_C(1) << (f->at + f->n) % 64;
			any = true;
		}
		if (!any)
			return false;
		now = next;
	}
	return !p->at_end || (now.bit[m->n / 64] >> m->n % 64 & 1) != 0;
}

void
phrase_match(const struct phrase_book *b, const struct judge_words *w,
    uint64_t *hits)
{
	struct matcher m = { .book = b, .n = w->n, .n_found = 1 };
	const uint32_t *t;
	uint32_t c, k;
	size_t i;

	m.word = mem_alloc((w->n + 1) * sizeof(*m.word));
	m.first = mem_alloc((b->class_count + 1) * sizeof(*m.first));
	m.found = mem_resize(NULL, MATCHES_MAX, sizeof(*m.found));
	for (i = 0; i < w->n; i++)
		look_up(&m, i, w->word[i]);
	for (i = 0; i < w->n; i++)
		for (t = m.word[i]; *t != NO_TERM; t++)
			find_classes(&m, i, *t);
	for (c = 0; c < b->class_count; c++) {
		if (m.first[c] == 0)
			continue;
		for (k = b->key_start[c]; k < b->key_start[c + 1]; k++) {
			i = b->by_key[k];
			if (phrase_is(&m, &b->phrases[i]))
				hits[i / 64] |= UINT64_C(1) << i % 64;
		}
	}
	free(m.word);
	free(m.first);
	free(m.found);
}
