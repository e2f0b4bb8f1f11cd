#include "options_doc.h"

#include "options_parse.h"
#include "options_table.h"

#include <string.h>

START_TEST(env_prints_lines_a_shell_can_evaluate)
{
    struct buf got OWNED(buf_done) = BUF(TEXT_BYTES);
    struct options options OWNED(options_done) = PARSE({"env"}, {NULL});
    options_write_env(&got, &options);
    ck_assert_str_eq(got.at, "export CLOUDSDK_API_ENDPOINT_OVERRIDES_ML='http://127.0.0.1:8090/'\n"
                             "export CLOUDSDK_AUTH_DISABLE_CREDENTIALS='true'\n"
                             "export GOOGLE_ML_ENGINE_CUSTOM_ENDPOINT='http://127.0.0.1:8090/v1/'\n"
                             "export ML_JOBS_EMULATOR_URL='http://127.0.0.1:8090'\n");
}
END_TEST

START_TEST(env_prints_one_json_object)
{
    struct buf got OWNED(buf_done) = BUF(TEXT_BYTES);
    struct options options OWNED(options_done) =
        PARSE({"env", "--format=json", "--listen", "::1"}, {"ML_JOBS_EMULATOR_PORT=80"});
    options_write_env(&got, &options);
    ck_assert_str_eq(got.at, "{\n"
                             "  \"CLOUDSDK_API_ENDPOINT_OVERRIDES_ML\": \"http://[::1]:80/\",\n"
                             "  \"CLOUDSDK_AUTH_DISABLE_CREDENTIALS\": \"true\",\n"
                             "  \"GOOGLE_ML_ENGINE_CUSTOM_ENDPOINT\": \"http://[::1]:80/v1/\",\n"
                             "  \"ML_JOBS_EMULATOR_URL\": \"http://[::1]:80\"\n"
                             "}\n");
}
END_TEST

static const struct {
    const char *listen;
    const char *url;
} URLS[] = {
    {"127.0.0.1", "http://127.0.0.1:8090"}, {"0.0.0.0", "http://127.0.0.1:8090"},
    {"::", "http://127.0.0.1:8090"},        {"0::0", "http://127.0.0.1:8090"},
    {"::1", "http://[::1]:8090"},           {"192.0.2.7", "http://192.0.2.7:8090"},
};

START_TEST(an_address_for_any_becomes_one_a_client_can_use)
{
    struct buf got OWNED(buf_done) = BUF(TEXT_BYTES);
    struct options options OWNED(options_done) = PARSE({"--listen", URLS[_i].listen}, {NULL});
    options_write_url(&got, &options);
    ck_assert_str_eq(got.at, URLS[_i].url);
}
END_TEST

/* Every option and every switch stands in every text. */
static void
check_mentions(const char *text, const char *dashes)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        struct buf name OWNED(buf_done) = BUF(TEXT_BYTES);
        if ((OPTION_ROWS[i].flags & OPTION_LATER) != 0)
            continue;
        for (const char *c = OPTION_ROWS[i].name; *c != '\0'; c++)
            buf_printf(&name, "%s%c", *c == '-' && dashes[0] == '\\' ? "\\" : "", *c);
        struct buf spelt OWNED(buf_done) = BUF(TEXT_BYTES);
        buf_printf(&spelt, "%s%s", dashes, name.at);
        ck_assert_msg(strstr(text, spelt.at) != NULL, "%s is missing", spelt.at);
    }
}

START_TEST(help_names_every_option_within_100_columns)
{
    struct buf help OWNED(buf_done) = BUF(OPTIONS_DOC_BYTES);
    options_write_help(&help);
    check_mentions(help.at, "--");
    struct text rest = buf_text(&help);
    struct text line;
    while (text_split(rest, '\n', &line, &rest))
        ck_assert_msg(line.length <= 100, "too wide: %.*s", TEXT_ARG(line));
    ck_assert_uint_eq(rest.length, 0);
}
END_TEST

START_TEST(the_man_page_has_every_section_and_option)
{
    static const char *const SECTIONS[] = {".TH ML",
                                           ".SH NAME\n",
                                           ".SH SYNOPSIS\n",
                                           ".SH DESCRIPTION\n",
                                           ".SH COMMANDS\n",
                                           ".SH OPTIONS\n",
                                           ".SH COMPAT\n",
                                           ".SH ENVIRONMENT\n",
                                           ".SH \"EXIT STATUS\"\n",
                                           ".SH EXAMPLES\n"};
    struct buf page OWNED(buf_done) = BUF(OPTIONS_DOC_BYTES);
    options_write_man(&page);
    check_mentions(page.at, "\\-\\-");
    const char *at = page.at;
    for (size_t i = 0; i < sizeof(SECTIONS) / sizeof(SECTIONS[0]); i++) {
        at = strstr(at, SECTIONS[i]);
        ck_assert_msg(at != NULL, "section %s is missing or out of order", SECTIONS[i]);
    }
}
END_TEST

START_TEST(the_tables_of_the_readme_name_every_option_and_switch)
{
    struct buf table OWNED(buf_done) = BUF(OPTIONS_DOC_BYTES);
    struct buf compat OWNED(buf_done) = BUF(OPTIONS_DOC_BYTES);
    options_write_markdown(&table);
    options_write_compat_markdown(&compat);
    check_mentions(table.at, "| `--");
    for (int i = 0; i < COMPAT_COUNT; i++)
        ck_assert_ptr_nonnull(strstr(compat.at, COMPAT_ROWS[i].name));
}
END_TEST

/* A shell offers what the option's reader takes; what ends in : or = waits for more. */
START_TEST(every_word_offered_is_a_value_that_is_taken)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option_row *row = &OPTION_ROWS[i];
        struct text rest = text_of(row->values);
        bool has_more = row->values != NULL;
        while (has_more) {
            struct err err OWNED(err_done) = ERR;
            struct options options OWNED(options_done) = {0};
            struct text word = rest;
            has_more = text_split(rest, ' ', &word, &rest);
            bool is_open = text_ends(word, ":") || text_ends(word, "=");
            struct buf value OWNED(buf_done) = BUF(TEXT_BYTES);
            buf_printf(&value, "%.*s%s", TEXT_ARG(word), is_open ? "1" : "");
            if (text_ends(word, "="))
                buf_add_char(&value, 's');
            ck_assert_msg(row->read(row, value.at, &options, &err), "--%s %s: %s", row->name,
                          value.at, err_message(&err));
        }
    }
}
END_TEST

typedef void (*write_fn)(struct buf *out);

static const struct {
    write_fn write;
    const char *dashes;
} SHELLS[] = {
    {options_write_bash, "--"},
    {options_write_zsh, "'--"},
    {options_write_fish, " -l "},
};

/* A repeatable option of zsh has a star in front. */
START_TEST(every_shell_completes_every_option_and_command)
{
    struct buf got OWNED(buf_done) = BUF(OPTIONS_DOC_BYTES);
    SHELLS[_i].write(&got);
    ck_assert(!got.failed);
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        struct buf name OWNED(buf_done) = BUF(TEXT_BYTES);
        struct buf starred OWNED(buf_done) = BUF(TEXT_BYTES);
        buf_printf(&name, "%s%s", SHELLS[_i].dashes, OPTION_ROWS[i].name);
        buf_printf(&starred, "'*--%s", OPTION_ROWS[i].name);
        bool is_there = strstr(got.at, name.at) != NULL || strstr(got.at, starred.at) != NULL;
        bool is_wanted = (OPTION_ROWS[i].flags & OPTION_LATER) == 0;
        ck_assert_msg(is_there == is_wanted, "%s: %s", name.at, is_there ? "there" : "missing");
    }
    for (size_t i = 0; i < COMMAND_ROW_COUNT; i++)
        ck_assert((strstr(got.at, COMMAND_ROWS[i].name) != NULL) == !COMMAND_ROWS[i].is_later);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("options_doc");
    TCase *env = tcase_create("env");
    tcase_add_test(env, env_prints_lines_a_shell_can_evaluate);
    tcase_add_test(env, env_prints_one_json_object);
    tcase_add_loop_test(env, an_address_for_any_becomes_one_a_client_can_use, 0,
                        (int)(sizeof(URLS) / sizeof(URLS[0])));
    suite_add_tcase(suite, env);

    TCase *documents = tcase_create("documents");
    tcase_add_test(documents, help_names_every_option_within_100_columns);
    tcase_add_test(documents, the_man_page_has_every_section_and_option);
    tcase_add_test(documents, the_tables_of_the_readme_name_every_option_and_switch);
    suite_add_tcase(suite, documents);

    TCase *completions = tcase_create("completions");
    tcase_add_test(completions, every_word_offered_is_a_value_that_is_taken);
    tcase_add_loop_test(completions, every_shell_completes_every_option_and_command, 0,
                        (int)(sizeof(SHELLS) / sizeof(SHELLS[0])));
    suite_add_tcase(suite, completions);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
