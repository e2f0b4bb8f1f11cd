#include "tap.h"

#include "base/limits.h"
#include "base/own.h"
#include "json/load.h"
#include "model/policy_members.h"
#include "model/policy_rules.h"
#include "model/policy_schema.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* Checks a policy that fits the schema. True when no rule is broken. */
static bool
check(const char *text, struct err *err)
{
    struct err load OWNED(err_done) = ERR;
    json_auto_t *policy = json_load(text_of(text), &load);
    if (policy == NULL || !schema_check(&MESSAGE_POLICY, policy, "policy", &load))
        ck_abort_msg("%s", err_message(&load));
    return policy_rules_check(policy, err);
}

static void
must_break(const char *text, const char *field)
{
    struct err err OWNED(err_done) = ERR;
    struct buf expected OWNED(buf_done) = BUF(2000);
    ck_assert_msg(!check(text, &err), "%s was taken", text);
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
    ck_assert_uint_eq(err.violation_count, 1);
    ck_assert_str_eq(err.violations[0].field, field);
    buf_printf(&expected, "Field: %s Error: %s", field, err.violations[0].description);
    ck_assert_str_eq(err_message(&err), expected.at);
}

static void
must_pass(const char *text)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert_msg(check(text, &err), "%s: %s", text, err_message(&err));
    ck_assert_int_eq(err.code, ERR_NONE);
}

#define FINE_BINDING "{\"role\":\"roles/viewer\",\"members\":[\"allUsers\"]}"
#define CONDITIONAL(condition)                                                                     \
    "{\"role\":\"roles/viewer\",\"members\":[\"allUsers\"],\"condition\":{" condition "}}"
#define FINE_CONDITION "\"expression\":\"true\",\"title\":\"t\""

/* One flaw each. */
static const struct {
    const char *policy;
    const char *field;
} BROKEN[] = {
    {"{\"version\":2}", "policy.version"},
    {"{\"version\":-1}", "policy.version"},
    {"{\"version\":4}", "policy.version"},
    {"{\"bindings\":[{\"members\":[\"allUsers\"]}]}", "policy.bindings[0].role"},
    {"{\"bindings\":[{\"role\":\"\",\"members\":[\"allUsers\"]}]}", "policy.bindings[0].role"},
    {"{\"bindings\":[" FINE_BINDING ",{\"role\":\"owner\",\"members\":[\"allUsers\"]}]}",
     "policy.bindings[1].role"},
    {"{\"bindings\":[{\"role\":\"roles/viewer\"}]}", "policy.bindings[0].members"},
    {"{\"bindings\":[{\"role\":\"roles/viewer\",\"members\":[]}]}", "policy.bindings[0].members"},
    {"{\"bindings\":[{\"role\":\"roles/viewer\",\"members\":[\"allUsers\",\"\"]}]}",
     "policy.bindings[0].members[1]"},
    {"{\"bindings\":[" CONDITIONAL(FINE_CONDITION) "]}", "policy.bindings[0].condition"},
    {"{\"version\":1,\"bindings\":[" CONDITIONAL(FINE_CONDITION) "]}",
     "policy.bindings[0].condition"},
    {"{\"version\":3,\"bindings\":[" CONDITIONAL("") "]}",
     "policy.bindings[0].condition.expression"},
    {"{\"version\":3,\"bindings\":[" CONDITIONAL("\"title\":\"t\"") "]}",
     "policy.bindings[0].condition.expression"},
    {"{\"version\":3,\"bindings\":[" CONDITIONAL("\"expression\":\"true\"") "]}",
     "policy.bindings[0].condition.title"},
    {"{\"auditConfigs\":[{\"auditLogConfigs\":[{\"logType\":\"DATA_READ\"}]}]}",
     "policy.audit_configs[0].service"},
    {"{\"auditConfigs\":[{\"service\":\"s\"},{\"service\":\"s\",\"auditLogConfigs\":[{}]}]}",
     "policy.audit_configs[1].audit_log_configs[0].log_type"},
    {"{\"auditConfigs\":[{\"service\":\"s\",\"auditLogConfigs\":[{\"logType\":0}]}]}",
     "policy.audit_configs[0].audit_log_configs[0].log_type"},
    {"{\"auditConfigs\":[{\"service\":\"s\",\"auditLogConfigs\":[{\"logType\":1,"
     "\"exemptedMembers\":[\"allUsers\",\"a\"]}]}]}",
     "policy.audit_configs[0].audit_log_configs[0].exempted_members[1]"},
    /* Two flaws: what stands first is told. */
    {"{\"bindings\":[{\"role\":\"owner\",\"members\":[\"a\"]}]}", "policy.bindings[0].role"},
    {"{\"auditConfigs\":[{}],\"bindings\":[{\"role\":\"roles/r\",\"members\":[\"a\"]},{}]}",
     "policy.bindings[0].members[0]"},
};

START_TEST(a_broken_rule_is_told_with_its_place)
{
    must_break(BROKEN[_i].policy, BROKEN[_i].field);
}
END_TEST

#define AUDITED(log) "{\"auditConfigs\":[{\"service\":\"s\",\"auditLogConfigs\":[{" log "}]}]}"

static const char *const FINE[] = {
    "{}",
    "{\"version\":0}",
    "{\"version\":1,\"bindings\":[" FINE_BINDING "]}",
    "{\"version\":3,\"bindings\":[" FINE_BINDING "," FINE_BINDING "]}",
    "{\"version\":3,\"bindings\":[" CONDITIONAL(FINE_CONDITION) "]}",
    "{\"bindings\":[{\"role\":\"roles/r\",\"members\":[\"allUsers\"],\"condition\":null}]}",
    "{\"audit_configs\":[{\"service\":\"allServices\"}]}",
    AUDITED("\"logType\":\"DATA_WRITE\",\"exemptedMembers\":[\"user:a@b\"]"),
};

START_TEST(a_policy_that_breaks_no_rule_passes)
{
    must_pass(FINE[_i]);
}
END_TEST

START_TEST(a_policy_must_be_there)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert(!policy_rules_check(NULL, &err));
    ck_assert_str_eq(err.violations[0].field, "policy");
}
END_TEST

/* Two bindings that share so many mentions of a member. Owned. */
static char *
crowd(int count, const char *member)
{
    struct buf text = BUF(1000000);
    buf_add_str(&text, "{\"bindings\":[" FINE_BINDING ",{\"role\":\"roles/r\",\"members\":[");
    for (int i = 1; i < count; i++)
        buf_printf(&text, "%s\"%s\"", i == 1 ? "" : ",", member);
    buf_add_str(&text, "]}]}");
    char *policy = buf_take(&text);
    ck_assert_ptr_nonnull(policy);
    return policy;
}

/* The figures are those of the discovery document; allUsers of the first binding is no group. */
START_TEST(members_are_counted_by_mention)
{
    owned_str most = crowd(1500, "user:a@example.com");
    owned_str more = crowd(1501, "user:a@example.com");
    owned_str most_groups = crowd(251, "group:g@example.com");
    owned_str more_groups = crowd(252, "group:g@example.com");
    must_pass(most);
    must_break(more, "policy.bindings");
    must_pass(most_groups);
    must_break(more_groups, "policy.bindings");
}
END_TEST

static const struct {
    const char *member;
    enum member_flaw flaw;
} MEMBERS[] = {
    {"allUsers", MEMBER_FINE},
    {"allAuthenticatedUsers", MEMBER_FINE},
    {"user:a@example.com", MEMBER_FINE},
    {"serviceAccount:s@p.iam.gserviceaccount.com", MEMBER_FINE},
    {"serviceAccount:my-project.svc.id.goog[space/account]", MEMBER_FINE},
    {"group:g@example.com", MEMBER_FINE},
    {"domain:example.com", MEMBER_FINE},
    {"projectOwner:p", MEMBER_FINE},
    {"projectEditor:p", MEMBER_FINE},
    {"projectViewer:example.com:p", MEMBER_FINE},
    {"principal://iam.googleapis.com/locations/global/workforcePools/w/subject/s", MEMBER_FINE},
    {"principalSet://iam.googleapis.com/locations/global/workforcePools/w/*", MEMBER_FINE},
    {"deleted:user:a@example.com?uid=123", MEMBER_FINE},
    {"deleted:serviceAccount:s@p.iam.gserviceaccount.com?uid=123", MEMBER_FINE},
    {"deleted:group:g@example.com?uid=123", MEMBER_FINE},
    {"deleted:principal://iam.googleapis.com/locations/global/workforcePools/w/subject/s",
     MEMBER_FINE},
    {"", MEMBER_UNKNOWN_TYPE},
    {"a@example.com", MEMBER_UNKNOWN_TYPE},
    {"allusers", MEMBER_UNKNOWN_TYPE},
    {"allUsers:", MEMBER_UNKNOWN_TYPE},
    {"User:a@example.com", MEMBER_UNKNOWN_TYPE},
    {"users:a@example.com", MEMBER_UNKNOWN_TYPE},
    {"deleted:", MEMBER_UNKNOWN_TYPE},
    {"deleted:allUsers", MEMBER_UNKNOWN_TYPE},
    {"deleted:allUsers?uid=1", MEMBER_UNKNOWN_TYPE},
    {"deleted:domain:example.com?uid=1", MEMBER_UNKNOWN_TYPE},
    {"deleted:deleted:user:a@example.com?uid=1", MEMBER_UNKNOWN_TYPE},
    {"user:", MEMBER_BAD_VALUE},
    {"user:a", MEMBER_BAD_VALUE},
    {"user:@example.com", MEMBER_BAD_VALUE},
    {"user:a@", MEMBER_BAD_VALUE},
    {"user:a@b@c", MEMBER_BAD_VALUE},
    {"user:a b@example.com", MEMBER_BAD_VALUE},
    {"user:p.svc.id.goog[s/a]", MEMBER_BAD_VALUE},
    {"serviceAccount:p.svc.id.goog[sa]", MEMBER_BAD_VALUE},
    {"serviceAccount:p.svc.id.goog[", MEMBER_BAD_VALUE},
    {"group:g", MEMBER_BAD_VALUE},
    {"domain:", MEMBER_BAD_VALUE},
    {"domain:localhost", MEMBER_BAD_VALUE},
    {"domain:.com", MEMBER_BAD_VALUE},
    {"domain:example.", MEMBER_BAD_VALUE},
    {"projectOwner:", MEMBER_BAD_VALUE},
    {"principal://", MEMBER_BAD_VALUE},
    {"deleted:user:a@example.com", MEMBER_BAD_VALUE},
    {"deleted:user:a@example.com?uid=", MEMBER_BAD_VALUE},
    {"deleted:user:a@example.com?id=1", MEMBER_BAD_VALUE},
    {"deleted:user:a?uid=1", MEMBER_BAD_VALUE},
};

START_TEST(a_member_has_a_type_and_its_form)
{
    ck_assert_msg(policy_member_check(text_of(MEMBERS[_i].member)) == MEMBERS[_i].flaw, "%s",
                  MEMBERS[_i].member);
}
END_TEST

static const struct {
    const char *role;
    bool is_valid;
} ROLES[] = {
    {"roles/viewer", true},
    {"roles/ml.jobOwner", true},
    {"projects/my-project/roles/my_role", true},
    {"projects/example.com:p/roles/r2", true},
    {"organizations/123/roles/my.Role", true},
    {"", false},
    {"viewer", false},
    {"roles/", false},
    {"role/viewer", false},
    {"roles/a/b", false},
    {"roles/my-role", false},
    {"roles/a b", false},
    {"/roles/viewer", false},
    {"projects/p", false},
    {"projects/roles/r", false},
    {"projects//roles/r", false},
    {"projects/p/roles/", false},
    {"projects/p/role/r", false},
    {"projects/p/roles/a/b", false},
    {"organizations/acme/roles/r", false},
    {"organizations//roles/r", false},
    {"folders/1/roles/r", false},
};

START_TEST(a_role_is_predefined_or_of_a_project_or_of_an_organization)
{
    ck_assert_msg(policy_role_is_valid(text_of(ROLES[_i].role)) == ROLES[_i].is_valid, "%s",
                  ROLES[_i].role);
}
END_TEST

/* The IAM permissions page lists them. */
static const char *const PERMISSIONS[] = {
    "ml.jobs.create", "ml.jobs.get",          "ml.jobs.list",         "ml.jobs.cancel",
    "ml.jobs.update", "ml.jobs.getIamPolicy", "ml.jobs.setIamPolicy",
};

START_TEST(the_permissions_of_jobs_are_known)
{
    struct err err OWNED(err_done) = ERR;
    enum policy_permission found = PERMISSION_COUNT;
    ck_assert(policy_rules_find_permission(text_of(PERMISSIONS[_i]), 0, &found, &err));
    ck_assert_str_eq(policy_permission_name(found), PERMISSIONS[_i]);
}
END_TEST

static const char *const NO_PERMISSIONS[] = {
    "", "*", "ml.jobs.*", "ml.jobs.g*t", "ml.jobs", "ml.jobs.Get", "ml.jobs.gets", "ml.models.get",
};

START_TEST(other_permissions_are_refused)
{
    struct err err OWNED(err_done) = ERR;
    enum policy_permission found;
    ck_assert(!policy_rules_find_permission(text_of(NO_PERMISSIONS[_i]), 7, &found, &err));
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
    ck_assert_str_eq(err.violations[0].field, "permissions[7]");
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("policy_rules");
    TCase *cases = tcase_create("policy_rules");
    tcase_add_loop_test(cases, a_broken_rule_is_told_with_its_place, 0, COUNT(BROKEN));
    tcase_add_loop_test(cases, a_policy_that_breaks_no_rule_passes, 0, COUNT(FINE));
    tcase_add_test(cases, a_policy_must_be_there);
    tcase_add_test(cases, members_are_counted_by_mention);
    tcase_add_loop_test(cases, a_member_has_a_type_and_its_form, 0, COUNT(MEMBERS));
    tcase_add_loop_test(cases, a_role_is_predefined_or_of_a_project_or_of_an_organization, 0,
                        COUNT(ROLES));
    tcase_add_loop_test(cases, the_permissions_of_jobs_are_known, 0, COUNT(PERMISSIONS));
    tcase_add_loop_test(cases, other_permissions_are_refused, 0, COUNT(NO_PERMISSIONS));
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
