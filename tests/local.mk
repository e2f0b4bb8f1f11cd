# A test program is one line: its source is the name with .c behind it, and it prints TAP.

UNIT_TESTS = \
	tests/unit/diagnose \
	tests/unit/load \
	tests/unit/options \
	tests/unit/options_doc \
	tests/unit/options_refused \
	tests/unit/schema \
	tests/unit/schema_check \
	tests/unit/write

# These speak to a server over a socket on the loopback interface.
WIRE_TESTS = \
	tests/wire/examples \
	tests/wire/process \
	tests/wire/recorded \
	tests/wire/repeat

# Conversations of fixtures/, replayed in this process.
REPLAY_TESTS = \
	tests/replay

# What several test programs share: linked into each that asks for it.
TEST_HELPERS = \
	tests/unit/compare.c tests/unit/compare.h \
	tests/unit/drive.c tests/unit/drive.h \
	tests/unit/kite.h \
	tests/unit/options_parse.h \
	tests/unit/tap.h \
	tests/wire/child.c tests/wire/child.h

# Programs that checks use. They need no check library.
TEST_TOOLS = \
	tests/tools/optiondoc

tests_tools_optiondoc_LDADD = server/libserver.a $(LIBRARIES_LIBS)

# Link flags of one program alone go into tests_unit_<noun>_LDFLAGS, which then replaces AM_LDFLAGS.

LDADD = tests/libhelpers.a server/libserver.a $(LIBRARIES_LIBS) $(CHECK_LIBS)

check_PROGRAMS += $(TEST_TOOLS)
tests_libhelpers_a_SOURCES = $(TEST_HELPERS)
if HAVE_CHECK
check_LIBRARIES = tests/libhelpers.a
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
