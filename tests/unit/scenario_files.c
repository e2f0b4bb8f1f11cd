/* Scenario files on disk: which files a path means, and what is said of a bad one. */
#include "scenario_files.h"
#include "tap.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_ROOM 512
#define TEXT_BYTES ((size_t)1 << 16)

/* The folder the cases of this program write into; each makes its own and removes it. */
struct place {
    char folder[PATH_ROOM];
    char path[PATH_ROOM + 64]; /* of the file named last */
};

static const char *
path_of(struct place *place, const char *name)
{
    snprintf(place->path, sizeof(place->path), "%s/%s", place->folder, name);
    return place->path;
}

static void
open_place(struct place *place)
{
    const char *parent = getenv("TMPDIR");
    snprintf(place->folder, sizeof(place->folder), "%s/ml-jobs-XXXXXX",
             parent == NULL ? P_tmpdir : parent);
    ck_assert_ptr_nonnull(mkdtemp(place->folder));
}

static void
write_bytes(const char *path, const char *bytes, size_t length)
{
    FILE *file = fopen(path, "we");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    ck_assert_int_eq(fclose(file), 0);
}

static void
write_file(struct place *place, const char *name, const char *text)
{
    write_bytes(path_of(place, name), text, strlen(text));
}

static void
remove_file(struct place *place, const char *name)
{
    ck_assert_int_eq(remove(path_of(place, name)), 0);
}

static void
close_place(struct place *place)
{
    ck_assert_int_eq(rmdir(place->folder), 0);
}

/* "a, b" or the error. */
static void
check_load(const char *path, const char *expected)
{
    struct scenario_set set OWNED(scenario_set_done) = {0};
    struct err err OWNED(err_done) = ERR;
    struct buf got OWNED(buf_done) = BUF(TEXT_BYTES);
    if (scenario_files_load(&set, path, 100, &err)) {
        scenario_set_list(&set, &got);
    } else {
        ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
        buf_add_str(&got, err_message(&err));
    }
    ck_assert_str_eq(got.at, expected);
}

static void
check_refused(struct place *place, const char *name, const char *why)
{
    char expected[PATH_ROOM + 256];
    const char *path = path_of(place, name);
    snprintf(expected, sizeof(expected), "%s: %s", path, why);
    check_load(path, expected);
}

START_TEST(a_file_is_read)
{
    struct place place;
    open_place(&place);
    write_file(&place, "two.json", "{\"scenarios\":[{\"name\":\"b\"},{\"name\":\"a\"}]}");
    check_load(path_of(&place, "two.json"), "a, b");
    remove_file(&place, "two.json");
    close_place(&place);
}
END_TEST

/* The later file replaces what an earlier one of the same name said, so order must be certain. */
START_TEST(a_folder_means_its_json_files_by_name)
{
    struct place place;
    struct scenario_paths found OWNED(scenario_paths_done) = {0};
    struct err err OWNED(err_done) = ERR;
    open_place(&place);
    write_file(&place, "b.json", "{\"name\":\"second\"}");
    write_file(&place, "a.json", "{\"name\":\"first\"}");
    write_file(&place, "c.yaml", "name: third");
    write_file(&place, ".hidden.json", "nonsense");
    check_load(place.folder, "first, second");
    ck_assert(scenario_files_find(place.folder, &found, &err));
    ck_assert_uint_eq(found.count, 2);
    ck_assert_str_eq(found.paths[0], path_of(&place, "a.json"));
    ck_assert_str_eq(found.paths[1], path_of(&place, "b.json"));
    remove_file(&place, "a.json");
    remove_file(&place, "b.json");
    remove_file(&place, "c.yaml");
    remove_file(&place, ".hidden.json");
    close_place(&place);
}
END_TEST

START_TEST(a_link_to_a_file_is_followed)
{
    struct place place;
    open_place(&place);
    write_file(&place, "real", "{\"name\":\"a\"}");
    ck_assert_int_eq(symlink("real", path_of(&place, "link.json")), 0);
    check_load(place.folder, "a");
    remove_file(&place, "link.json");
    remove_file(&place, "real");
    close_place(&place);
}
END_TEST

START_TEST(what_is_not_there_or_no_file_is_refused)
{
    struct place place;
    char expected[PATH_ROOM + 64];
    open_place(&place);
    check_refused(&place, "none.json", "No such file or directory");
    snprintf(expected, sizeof(expected), "%s: there is no *.json file in this folder",
             place.folder);
    check_load(place.folder, expected);
    ck_assert_int_eq(mkfifo(path_of(&place, "pipe.json"), 0600), 0);
    check_refused(&place, "pipe.json", "allowed are regular files and folders");
    remove_file(&place, "pipe.json");
    close_place(&place);
}
END_TEST

START_TEST(a_file_of_a_mebibyte_is_read_and_one_byte_more_is_refused)
{
    struct place place;
    size_t length = SCENARIO_FILE_BYTES + 1;
    owned_str text = calloc(1, length);
    ck_assert_ptr_nonnull(text);
    memset(text, ' ', length);
    memcpy(text, "{\"name\":\"a\"}", 12);
    open_place(&place);
    write_bytes(path_of(&place, "large.json"), text, length - 1);
    check_load(path_of(&place, "large.json"), "a");
    write_bytes(path_of(&place, "large.json"), text, length);
    check_refused(&place, "large.json", "allowed are at most 1048576 bytes");
    remove_file(&place, "large.json");
    close_place(&place);
}
END_TEST

START_TEST(a_mistake_names_file_line_and_path_and_changes_nothing)
{
    struct place place;
    struct scenario_set set OWNED(scenario_set_done) = {0};
    struct err err OWNED(err_done) = ERR;
    char start[PATH_ROOM + 128];
    open_place(&place);
    write_file(&place, "bad.json",
               "{\"scenarios\": [\n  {\"name\": \"fine\"},\n  {\"name\": \"bad\",\n"
               "   \"queued\": 5}\n]}\n");
    ck_assert(!scenario_files_read(&set, path_of(&place, "bad.json"), 100, &err));
    snprintf(start, sizeof(start), "%s:4: scenarios[1].queued: ", place.path);
    ck_assert_msg(strncmp(err_message(&err), start, strlen(start)) == 0, "expected %s..., got %s",
                  start, err_message(&err));
    ck_assert_uint_eq(set.count, 0);
    remove_file(&place, "bad.json");
    close_place(&place);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("scenario_files");
    TCase *files = tcase_create("files");
    tcase_add_test(files, a_file_is_read);
    tcase_add_test(files, a_folder_means_its_json_files_by_name);
    tcase_add_test(files, a_link_to_a_file_is_followed);
    tcase_add_test(files, what_is_not_there_or_no_file_is_refused);
    tcase_add_test(files, a_file_of_a_mebibyte_is_read_and_one_byte_more_is_refused);
    tcase_add_test(files, a_mistake_names_file_line_and_path_and_changes_nothing);
    suite_add_tcase(suite, files);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
