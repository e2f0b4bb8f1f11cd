#include "tap.h"

#include "base/buf.h"
#include "base/rng.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* What holds for every buffer at every time. */
static void
check_sound(const struct buf *buf)
{
    if (buf->at == NULL) {
        ck_assert_uint_eq(buf->length, 0);
        ck_assert_uint_eq(buf->capacity, 0);
        return;
    }
    ck_assert_uint_lt(buf->length, buf->capacity);
    ck_assert_uint_le(buf->length, buf->ceiling);
    ck_assert_int_eq(buf->at[buf->length], '\0');
}

START_TEST(a_new_buffer_owns_nothing)
{
    struct buf buf = BUF(10);
    ck_assert_ptr_null(buf.at);
    ck_assert(!buf.failed);
    ck_assert_uint_eq(buf_text(&buf).length, 0);
    check_sound(&buf);
    buf_done(&buf);
    buf_done(&buf);
    ck_assert_uint_eq(buf.ceiling, 10);
}
END_TEST

START_TEST(what_is_added_stands_in_order)
{
    struct buf buf OWNED(buf_done) = BUF(100);
    buf_add(&buf, "ab", 2);
    buf_add_str(&buf, "cd");
    buf_add_char(&buf, 'e');
    buf_add_text(&buf, TEXT("fg"));
    buf_printf(&buf, "<%d|%s>", 42, "h");
    buf_add_str(&buf, "");
    buf_add_text(&buf, (struct text){NULL, 0});
    buf_add(&buf, NULL, 0);
    buf_printf(&buf, "%s", "");
    ck_assert_str_eq(buf.at, "abcdefg<42|h>");
    ck_assert_uint_eq(buf.length, 13);
    ck_assert(!buf.failed);
    check_sound(&buf);
}
END_TEST

START_TEST(a_nul_is_a_byte_like_any)
{
    struct buf buf OWNED(buf_done) = BUF(100);
    buf_add(&buf, "a\0b", 3);
    buf_add_char(&buf, '\0');
    buf_add_text(&buf, TEXT("\0c"));
    ck_assert(text_equal(buf_text(&buf), TEXT("a\0b\0\0c")));
    check_sound(&buf);
}
END_TEST

/* Each adder puts `length` bytes 'x' behind what is there. */
static void
add_bytes(struct buf *buf, size_t length)
{
    char bytes[2000];
    memset(bytes, 'x', sizeof(bytes));
    buf_add(buf, bytes, length);
}

static void
add_format(struct buf *buf, size_t length)
{
    buf_printf(buf, "%.*s", (int)length,
               "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
}

static void
add_padded(struct buf *buf, size_t length)
{
    if (length > 0)
        buf_printf(buf, "%*s", (int)length, "x");
}

static void
add_chars(struct buf *buf, size_t length)
{
    for (size_t i = 0; i < length; i++)
        buf_add_char(buf, 'x');
}

static const struct {
    void (*add)(struct buf *buf, size_t length);
    size_t before;
    size_t ceiling;
} CEILINGS[] = {
    {add_bytes, 0, 1},       {add_bytes, 3, 10},       {add_bytes, 200, 255},
    {add_bytes, 200, 256},   {add_bytes, 200, 257},    {add_format, 0, 1},
    {add_format, 3, 10},     {add_format, 220, 255},   {add_format, 220, 256},
    {add_format, 220, 257},  {add_padded, 3, 10},      {add_padded, 10, 255},
    {add_padded, 10, 256},   {add_padded, 10, 257},    {add_padded, 100, 1900},
    {add_chars, 0, 1},       {add_chars, 3, 10},       {add_chars, 250, 256},
    {add_padded, 500, 1023}, {add_padded, 1000, 1024}, {add_padded, 1000, 1025},
};

START_TEST(the_ceiling_can_be_reached)
{
    struct buf buf OWNED(buf_done) = BUF(CEILINGS[_i].ceiling);
    add_bytes(&buf, CEILINGS[_i].before);
    CEILINGS[_i].add(&buf, CEILINGS[_i].ceiling - CEILINGS[_i].before);
    ck_assert(!buf.failed);
    ck_assert_uint_eq(buf.length, CEILINGS[_i].ceiling);
    check_sound(&buf);
    /* Nothing more is not too much. */
    buf_add_str(&buf, "");
    buf_printf(&buf, "%s", "");
    ck_assert(buf_reserve(&buf, 0));
    ck_assert(!buf.failed);
}
END_TEST

START_TEST(one_byte_over_the_ceiling_fails_and_keeps_what_fitted)
{
    struct buf buf OWNED(buf_done) = BUF(CEILINGS[_i].ceiling);
    add_bytes(&buf, CEILINGS[_i].before);
    CEILINGS[_i].add(&buf, CEILINGS[_i].ceiling - CEILINGS[_i].before + 1);
    ck_assert(buf.failed);
    ck_assert_uint_ge(buf.length, CEILINGS[_i].before);
    check_sound(&buf);
}
END_TEST

START_TEST(a_failed_buffer_ignores_what_follows)
{
    struct buf buf OWNED(buf_done) = BUF(4);
    buf_add_str(&buf, "abc");
    buf_add_str(&buf, "def");
    ck_assert(buf.failed);
    buf_add_char(&buf, 'g');
    buf_add_str(&buf, "h");
    buf_add_str(&buf, "");
    buf_printf(&buf, "%d", 1);
    buf_add_text(&buf, TEXT("i"));
    ck_assert(!buf_reserve(&buf, 0));
    ck_assert(buf.failed);
    ck_assert_str_eq(buf.at, "abc");
    check_sound(&buf);
}
END_TEST

START_TEST(lengths_that_would_wrap_around_fail)
{
    struct buf buf OWNED(buf_done) = BUF(100);
    buf_add_str(&buf, "abc");
    ck_assert(!buf_reserve(&buf, SIZE_MAX));
    ck_assert(buf.failed);
    buf_clear(&buf);
    ck_assert(!buf_reserve(&buf, SIZE_MAX - 1));
    check_sound(&buf);
}
END_TEST

START_TEST(clearing_forgets_a_failure_and_keeps_the_memory)
{
    struct buf buf OWNED(buf_done) = BUF(4);
    buf_clear(&buf);
    ck_assert_ptr_null(buf.at);
    buf_add_str(&buf, "abcd");
    buf_add_str(&buf, "e");
    const char *at = buf.at;
    buf_clear(&buf);
    ck_assert(!buf.failed);
    ck_assert_ptr_eq(buf.at, at);
    ck_assert_str_eq(buf.at, "");
    buf_add_str(&buf, "wxyz");
    ck_assert(!buf.failed);
    ck_assert_ptr_eq(buf.at, at);
    ck_assert_str_eq(buf.at, "wxyz");
}
END_TEST

START_TEST(taking_hands_the_string_over_and_leaves_an_empty_buffer)
{
    struct buf buf OWNED(buf_done) = BUF(100);
    buf_add_str(&buf, "first");
    owned_str first = buf_take(&buf);
    ck_assert_str_eq(first, "first");
    ck_assert_ptr_null(buf.at);
    ck_assert_uint_eq(buf.ceiling, 100);
    check_sound(&buf);
    buf_add_str(&buf, "second");
    owned_str second = buf_take(&buf);
    ck_assert_str_eq(second, "second");
    ck_assert_str_eq(first, "first");
}
END_TEST

START_TEST(taking_from_an_empty_buffer_gives_an_empty_string)
{
    struct buf buf OWNED(buf_done) = BUF(0);
    owned_str taken = buf_take(&buf);
    ck_assert_ptr_nonnull(taken);
    ck_assert_str_eq(taken, "");
}
END_TEST

START_TEST(nothing_can_be_taken_from_a_failed_buffer)
{
    struct buf buf OWNED(buf_done) = BUF(3);
    buf_add_str(&buf, "abc");
    buf_add_str(&buf, "d");
    ck_assert_ptr_null(buf_take(&buf));
}
END_TEST

START_TEST(what_was_reserved_is_added_without_a_move)
{
    struct buf buf OWNED(buf_done) = BUF(100000);
    buf_add_str(&buf, "abc");
    ck_assert(buf_reserve(&buf, 5000));
    ck_assert_str_eq(buf.at, "abc");
    const char *at = buf.at;
    size_t capacity = buf.capacity;
    add_bytes(&buf, 2000);
    add_chars(&buf, 1000);
    add_padded(&buf, 2000);
    ck_assert_ptr_eq(buf.at, at);
    ck_assert_uint_eq(buf.capacity, capacity);
    ck_assert_uint_eq(buf.length, 5003);
}
END_TEST

/* Growing by a fixed amount would cost a quadratic number of copies. */
START_TEST(a_million_bytes_are_moved_a_few_times_only)
{
    struct buf buf OWNED(buf_done) = BUF(2000000);
    size_t capacity = 0;
    int moves = 0;
    for (int i = 0; i < 1000000; i++) {
        buf_add_char(&buf, (char)('a' + i % 26));
        moves += buf.capacity != capacity ? 1 : 0;
        capacity = buf.capacity;
    }
    ck_assert(!buf.failed);
    ck_assert_uint_eq(buf.length, 1000000);
    ck_assert_int_le(moves, 20);
    ck_assert_uint_le(buf.capacity, 2 * 1000001);
    for (size_t i = 0; i < buf.length; i++) {
        if (buf.at[i] != (char)('a' + i % 26))
            ck_abort_msg("byte %zu is %d", i, buf.at[i]);
    }
}
END_TEST

/* Random adds against an array that is large enough for all of them. */
START_TEST(random_adds_agree_with_an_array)
{
    static char model[70000];
    size_t length = 0;
    struct buf buf OWNED(buf_done) = BUF(sizeof(model));
    for (uint32_t step = 0; length < sizeof(model) - 1000; step++) {
        uint64_t bits = rng_bits(3, 0, (uint32_t)_i, step);
        size_t count = (size_t)(bits >> 8) % (bits % 16 == 0 ? 900 : 40) + 1;
        char c = (char)('a' + (bits >> 32) % 26);
        memset(model + length, c, count);
        if (bits % 3 == 0) {
            buf_add(&buf, model + length, count);
        } else if (bits % 3 == 1) {
            buf_printf(&buf, "%.*s", (int)count, model + length);
        } else {
            for (size_t i = 0; i < count; i++)
                buf_add_char(&buf, c);
        }
        length += count;
        ck_assert_msg(buf.length == length, "step %u: %zu bytes, not %zu", step, buf.length,
                      length);
    }
    ck_assert(!buf.failed);
    ck_assert_mem_eq(buf.at, model, length);
    check_sound(&buf);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("buf");
    TCase *cases = tcase_create("buf");
    tcase_add_test(cases, a_new_buffer_owns_nothing);
    tcase_add_test(cases, what_is_added_stands_in_order);
    tcase_add_test(cases, a_nul_is_a_byte_like_any);
    tcase_add_loop_test(cases, the_ceiling_can_be_reached, 0, COUNT(CEILINGS));
    tcase_add_loop_test(cases, one_byte_over_the_ceiling_fails_and_keeps_what_fitted, 0,
                        COUNT(CEILINGS));
    tcase_add_test(cases, a_failed_buffer_ignores_what_follows);
    tcase_add_test(cases, lengths_that_would_wrap_around_fail);
    tcase_add_test(cases, clearing_forgets_a_failure_and_keeps_the_memory);
    tcase_add_test(cases, taking_hands_the_string_over_and_leaves_an_empty_buffer);
    tcase_add_test(cases, taking_from_an_empty_buffer_gives_an_empty_string);
    tcase_add_test(cases, nothing_can_be_taken_from_a_failed_buffer);
    tcase_add_test(cases, what_was_reserved_is_added_without_a_move);
    tcase_add_test(cases, a_million_bytes_are_moved_a_few_times_only);
    tcase_add_loop_test(cases, random_adds_agree_with_an_array, 0, 20);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
