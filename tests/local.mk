# A test program is one line: its source is the name with .c behind it, and it prints TAP.

UNIT_TESTS = \
	tests/unit/batch \
	tests/unit/batch_bounds \
	tests/unit/buf \
	tests/unit/capacity \
	tests/unit/catalogue \
	tests/unit/clock_run \
	tests/unit/compat \
	tests/unit/curve \
	tests/unit/diagnose \
	tests/unit/discovery \
	tests/unit/dist \
	tests/unit/drawn_lives \
	tests/unit/duration \
	tests/unit/err \
	tests/unit/etag \
	tests/unit/exact \
	tests/unit/exact_trig \
	tests/unit/expression \
	tests/unit/filter \
	tests/unit/filter_random \
	tests/unit/filter_refused \
	tests/unit/functions \
	tests/unit/gaussian \
	tests/unit/glob \
	tests/unit/guard \
	tests/unit/hidden_optimum \
	tests/unit/history \
	tests/unit/id_tree \
	tests/unit/index \
	tests/unit/job_schema \
	tests/unit/job_view \
	tests/unit/jump \
	tests/unit/labels \
	tests/unit/lifecycle \
	tests/unit/line \
	tests/unit/listing \
	tests/unit/limits \
	tests/unit/load \
	tests/unit/locate \
	tests/unit/machines \
	tests/unit/mask \
	tests/unit/mask_laws \
	tests/unit/memory \
	tests/unit/objective \
	tests/unit/optimiser \
	tests/unit/options \
	tests/unit/options_doc \
	tests/unit/options_refused \
	tests/unit/ordinals \
	tests/unit/page \
	tests/unit/parameters \
	tests/unit/pending \
	tests/unit/planner \
	tests/unit/policy_rules \
	tests/unit/presets \
	tests/unit/profile \
	tests/unit/reply \
	tests/unit/reply_check \
	tests/unit/request \
	tests/unit/result_table \
	tests/unit/rfc3339 \
	tests/unit/rng \
	tests/unit/router \
	tests/unit/rules \
	tests/unit/rules_fine \
	tests/unit/scenario \
	tests/unit/scenario_files \
	tests/unit/scenario_man \
	tests/unit/scenario_set \
	tests/unit/schema \
	tests/unit/schema_check \
	tests/unit/space \
	tests/unit/store \
	tests/unit/study_ends \
	tests/unit/study_laws \
	tests/unit/study_memory \
	tests/unit/study_search \
	tests/unit/study_stops \
	tests/unit/study_view \
	tests/unit/text \
	tests/unit/charge \
	tests/unit/twins \
	tests/unit/twins_drawn \
	tests/unit/uid \
	tests/unit/vclock \
	tests/unit/world \
	tests/unit/write

# These speak to a server over a socket on the loopback interface. Each has a line below, too, that
# gives it the client of tests/wire.
WIRE_TESTS = \
	tests/wire/cases \
	tests/wire/check \
	tests/wire/crowd \
	tests/wire/examples \
	tests/wire/exchange \
	tests/wire/limits \
	tests/wire/listen \
	tests/wire/park \
	tests/wire/probe \
	tests/wire/process \
	tests/wire/recorded \
	tests/wire/repeat \
	tests/wire/wait

# Conversations of fixtures/, replayed in this process.
REPLAY_TESTS = \
	tests/replay

# What several of them share.
UNIT_HELPERS = \
	tests/conversation.c tests/conversation.h \
	tests/discovery.c tests/discovery.h \
	tests/drawn.c tests/drawn.h \
	tests/file_list.c tests/file_list.h \
	tests/reply_check.c tests/reply_check.h \
	tests/unit/bits.h \
	tests/unit/compare.c tests/unit/compare.h \
	tests/unit/drive.c tests/unit/drive.h \
	tests/unit/filter_draw.c tests/unit/filter_draw.h \
	tests/unit/filter_job.h \
	tests/unit/fleet.h \
	tests/unit/history.h \
	tests/unit/history_check.c \
	tests/unit/history_model.c tests/unit/history_model.h \
	tests/unit/kite.h \
	tests/unit/lab.c tests/unit/lab.h \
	tests/unit/options_parse.h \
	tests/unit/plan_of.h \
	tests/unit/rule_body.c tests/unit/rule_body.h \
	tests/unit/spaces.h \
	tests/unit/tap.h

WIRE_HELPERS = \
	tests/wire/child.c tests/wire/child.h \
	tests/wire/client.c tests/wire/client.h \
	tests/wire/house.c tests/wire/house.h \
	tests/wire/stand.c tests/wire/stand.h

# Programs that checks use. They need no check library.
TEST_TOOLS = \
	tests/tools/optiondoc \
	tests/tools/story \
	tests/tools/verdicts

EXTRA_DIST += \
	tests/tools/conformance \
	tests/tools/conformance-rules.json \
	tests/tools/fidelity \
	tests/tools/flips \
	tests/tools/installation \
	tests/tools/mapping-oracle \
	tests/tools/mutants \
	tests/tools/releasing \
	tests/tools/reproducible \
	tests/tools/same-bytes

tests_tools_optiondoc_LDADD = server/libserver.a $(LIBRARIES_LIBS)
tests_tools_story_SOURCES = tests/tools/story.c tests/drawn.c tests/drawn.h
tests_tools_story_LDADD = server/libserver.a $(LIBRARIES_LIBS)
tests_tools_verdicts_LDADD = server/libserver.a $(LIBRARIES_LIBS)

# Link flags of one program alone go into tests_unit_<noun>_LDFLAGS.

# Our own allocations go through the test, which lets the n-th fail.
tests_unit_memory_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup,--wrap=strndup
tests_unit_study_memory_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc

LDADD = tests/unit/libunit.a server/libserver.a $(LIBRARIES_LIBS) $(CHECK_LIBS)

WIRE_LDADD = tests/wire/libwire.a $(LDADD)
tests_wire_cases_LDADD = $(WIRE_LDADD)
tests_wire_check_LDADD = $(WIRE_LDADD)
tests_wire_crowd_LDADD = $(WIRE_LDADD)
tests_wire_examples_LDADD = $(WIRE_LDADD)
tests_wire_exchange_LDADD = $(WIRE_LDADD)
tests_wire_limits_LDADD = $(WIRE_LDADD)
tests_wire_listen_LDADD = $(WIRE_LDADD)
tests_wire_park_LDADD = $(WIRE_LDADD)
tests_wire_probe_LDADD = $(WIRE_LDADD)
tests_wire_process_LDADD = $(WIRE_LDADD)
tests_wire_recorded_LDADD = $(WIRE_LDADD)
tests_wire_repeat_LDADD = $(WIRE_LDADD)
tests_wire_wait_LDADD = $(WIRE_LDADD)

tests_unit_libunit_a_SOURCES = $(UNIT_HELPERS)
tests_wire_libwire_a_SOURCES = $(WIRE_HELPERS)
check_PROGRAMS += $(TEST_TOOLS)
if HAVE_CHECK
check_LIBRARIES = tests/unit/libunit.a tests/wire/libwire.a
check_PROGRAMS += $(UNIT_TESTS) $(REPLAY_TESTS) $(WIRE_TESTS)
TESTS += $(UNIT_TESTS) $(REPLAY_TESTS) $(WIRE_TESTS)
else
check-local:
	@echo "make check needs the check library (Debian package check): install it, then run configure again." >&2
	@exit 1
endif

LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh

# Where tests find fixtures and the server. A sanitizer's finding ends the program that had it; the
# timeout of a case is far beyond what a loaded machine needs.
AM_TESTS_ENVIRONMENT = \
	TOP_SRCDIR='$(abs_top_srcdir)'; export TOP_SRCDIR; \
	TOP_BUILDDIR='$(abs_top_builddir)'; export TOP_BUILDDIR; \
	CK_DEFAULT_TIMEOUT="$${CK_DEFAULT_TIMEOUT-60}"; export CK_DEFAULT_TIMEOUT; \
	ASAN_OPTIONS="$${ASAN_OPTIONS-detect_stack_use_after_return=1:strict_string_checks=1}"; export ASAN_OPTIONS; \
	UBSAN_OPTIONS="$${UBSAN_OPTIONS-print_stacktrace=1}"; export UBSAN_OPTIONS;
