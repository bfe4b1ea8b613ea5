-- The history, version 1.  Never edited after release: a change is a new
-- numbered file.  Times are UNIX seconds UTC.  Small integers that stand for
-- words (outcome, stage, origin, direction, mta, state) are spelt out by the
-- v_* views; their values are the enums of schema/event.h and schema/life.h.

-- One value a key: knowledge_version, created, ...
CREATE TABLE meta (
	key	TEXT PRIMARY KEY,
	value	TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Strings that recur: host, instance, service, submitter, MTA status, our IP.
CREATE TABLE word (
	id	INTEGER PRIMARY KEY,
	text	TEXT NOT NULL UNIQUE	-- row 0 is ""
) STRICT;
INSERT INTO word VALUES (0, '');

-- Domains of recipients, senders and relays, lower case; "" has a row, too.
CREATE TABLE domain (
	id	INTEGER PRIMARY KEY,
	name	TEXT NOT NULL UNIQUE	-- row 0 is ""
) STRICT;
INSERT INTO domain VALUES (0, '');

-- The other side of a connection: a relay we delivered to, a client we refused.
CREATE TABLE peer (
	id	INTEGER PRIMARY KEY,
	host	TEXT NOT NULL,		-- as logged, "" = not known
	ip	TEXT NOT NULL,		-- "" = not known
	domain_id INTEGER NOT NULL REFERENCES domain	-- host without its
				-- first label, at least the registrable domain
) STRICT;
CREATE UNIQUE INDEX peer_key ON peer (host, ip);

-- A recipient address that failed, was refused or waited at least once.
CREATE TABLE address (
	id	INTEGER PRIMARY KEY,
	domain_id INTEGER NOT NULL REFERENCES domain,	-- lower case
	local	TEXT NOT NULL,		-- local part as logged; all of it where
				-- there is no @ (domain "")
	failed_ts INTEGER NOT NULL,	-- last failure, 0 = none
	delivered_ts INTEGER NOT NULL	-- last delivery after one, 0 = none
) STRICT;
CREATE UNIQUE INDEX address_key ON address (domain_id, local);

-- A reply without what varies from mail to mail: the unit of judgement.
CREATE TABLE cause (
	id	INTEGER PRIMARY KEY,
	fingerprint BLOB NOT NULL,	-- 16 bytes: hash of code, enhanced
				-- code, template; same on every day and host
	stage	INTEGER NOT NULL,	-- enum stage
	origin	INTEGER NOT NULL,	-- enum origin
	direction INTEGER NOT NULL,	-- enum direction
	mta	INTEGER NOT NULL,	-- enum mta
	code	INTEGER NOT NULL,	-- basic reply code, 0 = none
	class	INTEGER NOT NULL,	-- enhanced code, 0 = none
	subject	INTEGER NOT NULL,
	detail	INTEGER NOT NULL,
	template TEXT NOT NULL,		-- text; U+0001..U+0008 stand for values
	own_status TEXT NOT NULL,
				-- the MTA's (dsn=) where no reply is
	UNIQUE (fingerprint, stage, origin, direction, mta, own_status)
) STRICT;

-- What the knowledge says of a cause met at a relay.  Derived: rebuilt when
-- the knowledge changes, never a fact.
CREATE TABLE judgement (
	cause_id INTEGER NOT NULL REFERENCES cause,
	domain_id INTEGER NOT NULL REFERENCES domain,	-- of the relay
	outcome	INTEGER NOT NULL,	-- enum outcome
	vals	TEXT NOT NULL,		-- of the reply that was judged
	reason	TEXT NOT NULL,		-- id, "" for delivered
	permanence TEXT NOT NULL,	-- permanent, temporary, conditional...
	suppress INTEGER NOT NULL,	-- 1 = stop mailing the address
	fix	TEXT NOT NULL,		-- id of the fix sentence
	rule	TEXT NOT NULL,		-- id of the rule that decided
	provider TEXT NOT NULL,		-- id, "" = none
	PRIMARY KEY (cause_id, domain_id, outcome)
) STRICT, WITHOUT ROWID;

-- A message with at least one recipient in life.
CREATE TABLE message (
	id	INTEGER PRIMARY KEY,
	host_id	INTEGER NOT NULL REFERENCES word,
	instance_id INTEGER NOT NULL REFERENCES word,	-- syslog name
	mta	INTEGER NOT NULL,	-- enum mta
	queue_id TEXT NOT NULL,
	first_ts INTEGER NOT NULL,	-- first line seen
	message_id TEXT,		-- NULL = not known
	sender_local TEXT,		-- NULL = not known, "" = null sender
	sender_domain_id INTEGER REFERENCES domain,
	submitter_id INTEGER REFERENCES word,	-- NULL = not known
	client_id INTEGER REFERENCES peer	-- NULL = not known
) STRICT;

-- One (message, recipient) pair that failed, waited or was discarded.
CREATE TABLE life (
	id	INTEGER PRIMARY KEY,
	message_id INTEGER NOT NULL REFERENCES message,
	address_id INTEGER NOT NULL REFERENCES address,
	orig_id	INTEGER REFERENCES address,	-- before aliasing, or NULL
	direction INTEGER NOT NULL,	-- enum direction
	state	INTEGER NOT NULL,	-- enum life_state: 0 waiting, 1
			-- delivered, 2 bounced, 3 expired, 4 discarded,
			-- 5 moved on to another queue id
	first_ts INTEGER NOT NULL,	-- first attempt
	last_ts	INTEGER NOT NULL,	-- last attempt
	closed_ts INTEGER,		-- NULL = open; set with state 0: the
			-- queue forgot it and the log does not say why
	attempts INTEGER NOT NULL,	-- deliveries tried
	failures INTEGER NOT NULL,	-- of them deferred, bounced, expired
	cause_event_id INTEGER,		-- the event that decided, or NULL
	expanded INTEGER NOT NULL DEFAULT 0	-- 1 = an alias: others name
			-- it as their original
) STRICT;
-- What is waiting, when the next run goes on: small beside the table.
CREATE INDEX life_open ON life (message_id) WHERE closed_ts IS NULL;

-- One attempt, refusal or give-up; delivered ones only where the recipient
-- failed before or the reply carries advice (251, 252).
CREATE TABLE event (
	id	INTEGER PRIMARY KEY,
	ts	INTEGER NOT NULL,
	outcome	INTEGER NOT NULL,	-- enum outcome
	life_id	INTEGER,		-- NULL: see refusal
	cause_id INTEGER NOT NULL REFERENCES cause,
	vals	TEXT NOT NULL,		-- the template's values, one a line
	peer_id	INTEGER REFERENCES peer,	-- relay; NULL = none
	instance_id INTEGER NOT NULL REFERENCES word,	-- syslog name
	service_id INTEGER NOT NULL REFERENCES word,
	status_id INTEGER NOT NULL REFERENCES word,	-- the MTA's (dsn=)
	local_ip_id INTEGER REFERENCES word,	-- our address, NULL = unknown
	delay_ms INTEGER,		-- in our queue so far, NULL = unknown
	repeat	INTEGER NOT NULL,	-- lines folded into this one, 1 = none
	source_id INTEGER NOT NULL REFERENCES source
) STRICT;
-- Every report asks for a window of time.
CREATE INDEX event_ts ON event (ts);
-- A recipient's events; they are few.
CREATE INDEX event_life ON event (life_id) WHERE life_id IS NOT NULL;

-- What an event without a life (rejected, probe...) says of itself.
CREATE TABLE refusal (
	event_id INTEGER PRIMARY KEY REFERENCES event,
	host_id	INTEGER NOT NULL REFERENCES word,
	queue_id TEXT NOT NULL,		-- "" = NOQUEUE
	message_id TEXT,		-- NULL = not known
	sender	TEXT,			-- NULL = not known
	submitter_id INTEGER REFERENCES word,	-- NULL = not known
	recipient TEXT NOT NULL,	-- "" = before any recipient
	client_id INTEGER REFERENCES peer	-- NULL = not known
) STRICT;

-- Delivered recipients, rolled up.  bucket = start of a quarter of an hour.
CREATE TABLE delivered (
	bucket	INTEGER NOT NULL,
	host_id	INTEGER NOT NULL REFERENCES word,
	instance_id INTEGER NOT NULL REFERENCES word,
	mta	INTEGER NOT NULL,	-- enum mta
	direction INTEGER NOT NULL,	-- enum direction
	domain_id INTEGER NOT NULL REFERENCES domain,	-- of the recipient
	relay_id INTEGER NOT NULL REFERENCES domain,	-- as peer.domain_id
	recipients INTEGER NOT NULL,
	late	INTEGER NOT NULL,	-- of them after at least one failure
	le_1s	INTEGER NOT NULL,	-- delay in our queue: up to 1 s
	le_10s	INTEGER NOT NULL,	-- over 1 s, up to 10 s
	le_1m	INTEGER NOT NULL,
	le_5m	INTEGER NOT NULL,
	le_30m	INTEGER NOT NULL,
	le_4h	INTEGER NOT NULL,
	le_1d	INTEGER NOT NULL,
	gt_1d	INTEGER NOT NULL,	-- recipients - sum = delay not known
	PRIMARY KEY (bucket, host_id, instance_id, mta, direction, domain_id,
	    relay_id)
) STRICT, WITHOUT ROWID;

-- Delivered recipients by who sent.
CREATE TABLE sent_by (
	bucket	INTEGER NOT NULL,
	host_id	INTEGER NOT NULL REFERENCES word,
	domain_id INTEGER NOT NULL REFERENCES domain,	-- of the sender
	submitter_id INTEGER NOT NULL REFERENCES word,
	recipients INTEGER NOT NULL,
	PRIMARY KEY (bucket, host_id, domain_id, submitter_id)
) STRICT, WITHOUT ROWID;

-- A log, known by its content: whatever its name, the same head is the same
-- source.
CREATE TABLE source (
	id	INTEGER PRIMARY KEY,
	name	TEXT NOT NULL,		-- path when last read
	head_len INTEGER NOT NULL,	-- bytes hashed, at most 4096
	head_hash BLOB NOT NULL,	-- 16 bytes: hash of the first head_len
	offset	INTEGER NOT NULL,	-- decompressed bytes taken in
	pending	INTEGER NOT NULL,	-- bytes behind it: a line without end
	size	INTEGER NOT NULL,	-- bytes of the file when last read
	lines	INTEGER NOT NULL,
	understood INTEGER NOT NULL,	-- lines that gave events or facts
	irrelevant INTEGER NOT NULL,	-- other programs' and MTA chatter
	unknown	INTEGER NOT NULL,	-- an MTA's, but no rule knew them
	first_ts INTEGER,		-- NULL = no stamp seen
	last_ts	INTEGER,
	host	TEXT NOT NULL,		-- for lines without one
	tz	TEXT NOT NULL,		-- zone of stamps without one, "" local
	clock	TEXT NOT NULL,		-- where the clock stood
	first_lines INTEGER NOT NULL DEFAULT 0,	-- lines at first_ts
	at_ts	INTEGER,		-- latest second before the offset,
			-- taken in or known from others; NULL = none
	at_lines INTEGER NOT NULL DEFAULT 0,	-- lines of that second
	last_hash INTEGER NOT NULL DEFAULT 0,	-- of the line before the offset
	tail	BLOB NOT NULL DEFAULT x'',	-- 8 bytes each: hashes of the
			-- last lines before the offset
	last_line TEXT NOT NULL,	-- the last one, if it gave events: what
			-- syslogd's "repeated N times" behind it stands for
	overlap_of INTEGER REFERENCES source,	-- skipped: a copy or piece
	twin_of	INTEGER NOT NULL DEFAULT 0,	-- source that had its lines
			-- last, 0 = none
	complete INTEGER NOT NULL DEFAULT 0,	-- 1 = all lines of the twin
	read_ts	INTEGER NOT NULL,	-- when it was last read
	cursor	TEXT NOT NULL		-- of a journal, "" = a file
) STRICT;
CREATE INDEX source_head ON source (head_hash);

-- Lines by quarter of an hour, for what a window saw.
CREATE TABLE lines (
	bucket	INTEGER NOT NULL,
	source_id INTEGER NOT NULL REFERENCES source,
	total	INTEGER NOT NULL,
	understood INTEGER NOT NULL,
	irrelevant INTEGER NOT NULL,
	unknown	INTEGER NOT NULL,
	PRIMARY KEY (bucket, source_id)
) STRICT, WITHOUT ROWID;

-- Stretches without any line inside a source.
CREATE TABLE gap (
	from_ts	INTEGER NOT NULL,
	source_id INTEGER NOT NULL REFERENCES source,
	to_ts	INTEGER NOT NULL,
	PRIMARY KEY (from_ts, source_id)
) STRICT, WITHOUT ROWID;

-- Lines of an MTA that no rule knew, masked; the most frequent are kept.
CREATE TABLE unmatched (
	mask	TEXT PRIMARY KEY,
	count	INTEGER NOT NULL,
	example	TEXT NOT NULL,
	last_ts	INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Lines of which only the first pieces have come: what the next one goes on
-- with.
CREATE TABLE open_piece (
	source_id INTEGER NOT NULL REFERENCES source,	-- of the first piece
	host	TEXT NOT NULL,
	program	TEXT NOT NULL,
	pid	TEXT NOT NULL,
	ts	INTEGER NOT NULL,	-- of the first piece
	offset	INTEGER NOT NULL,	-- of it, in its source
	repeat	INTEGER NOT NULL,	-- lines folded into this one, 1 = none
	next	INTEGER NOT NULL,	-- number of the piece that is awaited
	body	TEXT NOT NULL		-- what the pieces said, put together
) STRICT;

-- The last refusal of each Exim process in syslog: the reject log's copy of it
-- may follow.
CREATE TABLE open_copy (
	process	INTEGER NOT NULL,	-- hash of host, program and process id
	refusal	INTEGER NOT NULL,	-- hash of what it said; 0 = it came
	ts	INTEGER NOT NULL
) STRICT;

-- Messages that were open when the last run ended: what it knew of them.
CREATE TABLE open_message (
	host	TEXT NOT NULL,
	instance TEXT NOT NULL,
	mta	INTEGER NOT NULL,	-- enum mta
	queue_id TEXT NOT NULL,
	row	INTEGER,		-- of message, NULL = none yet
	first_ts INTEGER NOT NULL,
	last_ts	INTEGER NOT NULL,	-- last line that named it
	born	INTEGER NOT NULL,	-- 1 = its arrival was seen
	expected INTEGER NOT NULL,	-- recipients, -1 = not known
	ended	INTEGER NOT NULL,	-- how many of them ended
	message_id TEXT,		-- NULL = not known, as the next ones
	sender	TEXT,
	submitter TEXT,
	client_host TEXT,
	client_ip TEXT
) STRICT;
