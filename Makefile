# What Loket can be asked to do; `make help` lists it. Everything long stands
# in scripts/, where it can be read and run by itself.

GO        ?= go
FUZZTIME  ?= 1000000x
TESTFLAGS ?= -timeout 40m
VERSION   ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)

.DEFAULT_GOAL := help
.PHONY: help run build package deployments test race check catalogue bench bench-peers fuzz canary assist kill term crash flood limits replicas province upgrade day figures history drill faults soak queue fairness scale screenshots lighthouse deps

help: ## list what can be asked
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## the demo agency on http://127.0.0.1:8080, everything embedded; needs only Go
	@bin/loket serve --demo --history

# Libraries off a message's way are compiled without inlining, and functions stand
# side by side: 4 MB less to copy (docs/decisions/061). The last pattern that fits
# a package counts: the ledger, the queue within, Telegram and YAML are as ever.
COLD = github.com google.golang.org codeberg.org go.yaml.in
WARM = github.com/jackc github.com/alicebob github.com/yuin github.com/go-telegram github.com/goccy
SMALL = $(COLD:%='-gcflags=%/...=-l') $(WARM:%='-gcflags=%/...=')

build: ## one static binary: bin/loket
	CGO_ENABLED=0 $(GO) build -trimpath $(SMALL) -ldflags '-s -w -funcalign=1 -X main.version=$(VERSION)' -o bin/loket ./cmd/loket

package: build ## what a server needs in one archive, bin/loket-VERSION-OS-ARCH.tar.gz (docs/install.md)
	@GO='$(GO)' scripts/package.sh '$(VERSION)'

# Their parsers have a module of their own, so that they never weigh on the program's.
deployments: ## image, compose file, Kubernetes manifests, alarms and dashboard held to the parsers of those who run them
	cd deployments/check && $(GO) test ./...

# SQLite and the C library under it are C that a machine made into Go: to watch them for
# races as well finds nothing of ours and takes twice the time; nor are their pointers
# ours to check.
RACE = -race '-gcflags=modernc.org/...=-race=false -d=checkptr=0'

# Watching for races makes code take two to ten times as long, and all of it watched
# would take forty minutes: make race. make test watches what works side by side in its
# own tests. Not watched are rooms that begin no goroutine and lock nothing, of the
# matcher all but the tests in which it learns and answers side by side, tests that
# compute long and alone, the ledger's contract on the second engine, and the two rooms
# that put all others together: the program tried from outside, as a process of its own,
# and the whole house.
STILL  = ./internal/backup ./internal/calendar ./internal/config ./internal/durable ./internal/export ./internal/nesting ./internal/pack ./internal/past ./internal/report ./internal/web/curate
OUTSIDE = ./internal/trial
HOUSE  = ./cmd/loket
BESIDE = ^Test(FindFromManyGoroutines|TraitsAreTheSameForEverybody|Retrain|SameCatalogueSameAnswers|LearnedGivesTheSameAnswers)$$
ALONE  = ^Test(Postgres|NobodyStarves|LadderProperties|RedactLinear|RedactMegabyte|TablesSumToN|RowsAreN|ShapesStayOnThePaper|MostBoards|ColumnsAreAsLongAsWaits|FullPagesInBothLanguages|English)$$
THERE  = ./internal/store ./internal/loket ./internal/desk ./internal/privacy ./internal/web ./internal/web/manage ./internal/testserver
MOVING = $$($(GO) list ./... | grep -v '^loket/faq' | grep -vxF $(foreach room,$(STILL) $(OUTSIDE) $(HOUSE),-e loket/$(room:./%=%)))
TESTS  = $(GO) test -vet=off -shuffle=on $(TESTFLAGS)
LEARNT = '-gcflags=loket/faq=-race=false -d=checkptr=0'
# The compiler is done in a sixth less time when it collects its garbage seldom. What is
# tried from outside goes first: it has people wait for it.
COMPILE = GOGC=400 nice $(GO) list -export -test -deps

# What is tried from outside waits half of its time, and is fair only where not much runs
# beside it: the others are compiled meanwhile, and tried after it. What vet finds is for
# make check.
test: deps ## every test, on real PostgreSQL, Redis and Chromium; with the race detector what works side by side
	$(COMPILE) $(OUTSIDE) >/dev/null
	failed=0; $(TESTS) $(OUTSIDE) & outside=$$!; \
	$(COMPILE) $(HOUSE) ./faq/... $(STILL) $(THERE) >/dev/null; \
	$(COMPILE) $(RACE) $(LEARNT) $(MOVING) >/dev/null; \
	wait $$outside || failed=1; \
	$(TESTS) $(RACE) $(LEARNT) -skip '$(ALONE)' ./internal/store $(MOVING) || failed=1; \
	$(TESTS) $(RACE) -run '$(BESIDE)' ./faq || failed=1; \
	$(TESTS) -run '$(ALONE)' $(THERE) & alone=$$!; \
	$(TESTS) $(HOUSE) ./faq/... $(STILL) || failed=1; \
	wait $$alone || failed=1; \
	exit $$failed

race: deps ## every test with the race detector: forty minutes
	$(GO) test $(RACE) -vet=off -shuffle=on -timeout 1h ./...

check: ## format, vet, linters, layers, size budget, known vulnerabilities
	@GO='$(GO)' scripts/check.sh

catalogue: ## what is made from the shipped catalogue: what its matcher learned, docs/schema, the table in docs/catalogue.md
	$(GO) run ./cmd/loket faq learn --out faq/disdukcapil/learned.gob
	$(GO) run ./cmd/loket faq schema --out docs/schema
	$(GO) run ./cmd/loket faq table --into docs/catalogue.md

screenshots: deps ## every page at 360 and 1280 px, light and dark, into screenshots/
	LOKET_SCREENSHOTS='$(CURDIR)/screenshots' $(GO) test -count=1 -v -run '^TestScreens$$' ./internal/trial

lighthouse: deps ## sign-in, inbox and citizens' pages held to 95 by Lighthouse, which npm installs into a temporary folder
	@GO='$(GO)' scripts/lighthouse.sh

bench: ## the program's speed, start and memory, then every package's benchmarks
	@GO='$(GO)' scripts/bench.sh

bench-peers: deps ## Loket beside echoes of go-telegram, grammY and telegraf and beside grammY + node-nlp + BullMQ + better-sqlite3, which npm installs into a temporary folder
	@GO='$(GO)' scripts/bench-peers.sh

fuzz: ## every fuzz target in turn; FUZZTIME=1000000x is how long each (or 30s)
	@GO='$(GO)' scripts/fuzz.sh '$(FUZZTIME)'

# The long forms of suites that `make test` runs short.
trial = $(GO) test -count=1 -v -timeout 4h -run '$(1)' ./internal/trial

faults: ROUNDS ?= 20
faults: deps ## ROUNDS=20 times the short forms: panics, a slow and a full disk, restarts of the database, an ill network, bad reloads
	LOKET_FAULT_ROUNDS='$(ROUNDS)' $(call trial,^Test(Panics|SlowDisk|FullDisk|DatabaseRestarts|ToxicNetwork|Reload)$$)

canary: MESSAGES ?= 10000
canary: ## MESSAGES=10000 questions with personal data and injections past a language model: nothing personal leaves, nothing of it is said
	MESSAGES='$(MESSAGES)' $(GO) test -count=1 -timeout 60m -v -run '^TestAssistNeverSpeaks$$' ./internal/assist

assist: ROUNDS ?= 5
assist: ## ROUNDS=5 times 300 questions with and without a language model whose endpoint is gone, silent, limited, broken, mad, huge or spent
	$(GO) test -run '^$$' -bench '^BenchmarkAssist$$' -benchtime '$(ROUNDS)x' -timeout 1h ./cmd/loket

kill: ROUNDS ?= 200
kill: deps ## ROUNDS=200 deaths by kill -9 in 20,000 messages; then the same upon the library's own bot, which must lose some
	LOKET_KILL_ROUNDS='$(ROUNDS)' $(call trial,^Test(Kill|LibraryLoses)$$)

term: ROUNDS ?= 100
term: deps ## ROUNDS=100 orders to stop while messages come in
	LOKET_TERM_ROUNDS='$(ROUNDS)' $(call trial,^TestTerm$$)

crash: ROUNDS ?= 25
crash: deps ## ROUNDS=25 deaths at every step of a message's way
	LOKET_CRASH_ROUNDS='$(ROUNDS)' $(call trial,^TestCrash$$)

flood: deps ## 60,000 deliveries of 20,000 messages, twice; 10,000 sends with lost answers; a backlog of 50,000
	LOKET_REPEATED=20000 LOKET_DOUBTFUL=10000 LOKET_BACKLOG=50000 $(call trial,^Test(Repeated|Doubtful|Backlog)$$)

limits: deps ## 20,000 sends under enforced limits, 200 tickets in a minute, 40,000 replies from the group, topics deleted, floods, refusals for good, 1,000,000 texts cut; half an hour
	LOKET_LIMITS=20000 $(call trial,^TestLimits$$)
	LOKET_LIMITS_TICKETS=200 $(call trial,^TestStaffGroup$$)
	LOKET_GROUP_REPLIES=1000 $(call trial,^TestGroupReplies$$)
	LOKET_TOPICS=50 LOKET_TOPICS_REPLIES=20 $(call trial,^TestTopics)
	LOKET_FLOODERS=20 LOKET_TERMINAL=999 LOKET_DEAD_SECONDS=180 $(call trial,^Test(Flooders|Terminal|MovedGroup|ForeignGroup|DeadToken)$$)
	LOKET_SPLITS=1000000 $(GO) test -count=1 -v -timeout 4h -run '^TestSplitMany$$' ./bot

replicas: ROUNDS ?= 50
replicas: KILLS ?= 10
replicas: deps ## three programs on one ledger and one bot: KILLS=10 deaths of the owner, ROUNDS=50 pauses longer than its lease
	LOKET_REPLICA_ROUNDS='$(KILLS)' LOKET_PAUSE_ROUNDS='$(ROUNDS)' $(call trial,^Test(Replicas|Pauses)$$)

province: STRIKES ?= 48
province: deps ## STRIKES=48 each on three programs with a Redis Cluster of six and with a sentinel: deaths, stops, restarts of PostgreSQL, cables pulled, failovers
	LOKET_PROVINCE_STRIKES='$(STRIKES)' $(call trial,^TestProvince$$)

upgrade: FROM ?= HEAD^
upgrade: deps ## three programs of the version FROM=HEAD^ are replaced by three of this one, one after the other, while questions come
	@GO='$(GO)' scripts/upgrade.sh '$(FROM)'

drill: MESSAGES ?= 1000000
drill: deps ## a lost ledger restored on both engines; then MESSAGES=1000000 backed up and restored on SQLite, timed
	$(call trial,^TestDrill$$)
	LOKET_DRILL_MESSAGES='$(MESSAGES)' $(GO) test -run '^$$' -bench Restore -benchtime 1x -timeout 2h ./internal/trial

soak: MINUTES ?= 60
soak: RATE ?= 50
soak: deps ## MINUTES=60 at RATE=50 messages a second: memory, goroutines and files must not grow
	LOKET_SOAK_MINUTES='$(MINUTES)' LOKET_SOAK_RATE='$(RATE)' $(call trial,^TestSoak$$)

day: deps ## a day of 500 questions on a clock that jumps, with its timeline
	$(GO) test -count=1 -v -run '^TestDay$$' ./cmd/loket

figures: EVENTS ?= 1000000
figures: ENGINE ?= .
figures: ROUNDS ?= 5
figures: deps ## ROUNDS=5 times: reports of EVENTS=1000000 events of a year, an exact month, the dashboard, sums made anew; ENGINE=SQLite or PostgreSQL, both if unsaid
	LOKET_FIGURES_EVENTS='$(EVENTS)' $(GO) test -run '^$$' -bench '^BenchmarkFigures$$/$(ENGINE)' -benchtime '$(ROUNDS)x' -v -timeout 6h ./cmd/loket

queue: TICKETS ?= 20000
queue: ABSENT ?= 600
queue: deps ## TICKETS=20000 taken by 64 while Redis is wiped 200 times, then while it is ill, full, forgetful, resharded; 20 failovers; 100,000 refilled; ABSENT=600 s without Redis; 500 races, 1,000 replies; 10,000 operations
	LOKET_QUEUE_OPERATIONS=10000 $(GO) test -count=1 -v -timeout 1h -run '^TestModel$$' ./internal/queue
	LOKET_QUEUE_RACES=500 LOKET_QUEUE_REPLIES=1000 $(call trial,^Test(ReplyRaces|InterleavedReplies)$$)
	LOKET_QUEUE_OPEN=100000 $(call trial,^TestQueueRefilled$$)
	LOKET_QUEUE_TICKETS='$(TICKETS)' $(call trial,^TestQueueWiped$$)
	LOKET_QUEUE_TICKETS=10000 $(call trial,^TestQueue(Slow|ScriptsForgotten|Full|Reshard)$$)
	LOKET_QUEUE_FAILOVERS=20 $(call trial,^TestQueueFailover$$)
	LOKET_QUEUE_ABSENT='$(ABSENT)' $(call trial,^TestQueueAbsent$$)
	$(GO) test -run '^$$' -bench 'Next' -benchtime 2000x -timeout 1h ./internal/trial

history: ROUNDS ?= 100
history: OPERATIONS ?= 2000
history: deps ## ROUNDS=100 random schedules of faults in OPERATIONS=2000 of citizens and staff each, and what must not be in their history
	LOKET_HISTORY_SCHEDULES='$(ROUNDS)' LOKET_HISTORY_OPERATIONS='$(OPERATIONS)' $(call trial,^TestHistory$$)

scale: MESSAGES ?= 5000
scale: CONVERSATIONS ?= 100000
scale: deps ## MESSAGES=5000 answers each: 1 to 100 agencies with a bot each, 1,000 to CONVERSATIONS=100000 conversations in the ledger, 1 to 3 programs on PostgreSQL
	LOKET_SCALE_CONVERSATIONS='$(CONVERSATIONS)' $(GO) test -run '^$$' -bench '^BenchmarkScale$$' -benchtime '$(MESSAGES)x' -timeout 6h ./internal/trial

fairness: ROUNDS ?= 5
fairness: ENGINE ?= .
fairness: deps ## ROUNDS=5 times answers of one agency without and beside a flood of another's; ENGINE=SQLite or Postgres, both if unsaid
	$(GO) test -run '^$$' -bench '^BenchmarkFairness$$/$(ENGINE)' -benchtime '$(ROUNDS)x' -timeout 1h ./internal/trial

deps: ## install what the tests need and is missing (apt); silent when all is there
	@scripts/deps.sh
