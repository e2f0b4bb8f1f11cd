#include "model/policy_members.h"

#include <string.h>

/* The forms of what follows a type. */
enum form {
    FORM_NONE,   /* nothing: the member is the type alone */
    FORM_EMAIL,  /* name@domain */
    FORM_DOMAIN, /* a name with a dot in it */
    FORM_NAME,   /* anything */
};

struct member_type {
    const char *prefix; /* with its mark */
    enum form form;
    bool is_group;
    bool can_be_deleted;
};

/* The types the discovery document tells of under Binding.members. */
/* clang-format off */
static const struct member_type TYPES[] = {
    {"allUsers",                             FORM_NONE,   false, false},
    {"allAuthenticatedUsers",                FORM_NONE,   false, false},
    {"user:",                                FORM_EMAIL,  false, true},
    {"serviceAccount:",                      FORM_EMAIL,  false, true},
    {"group:",                               FORM_EMAIL,  true,  true},
    {"domain:",                              FORM_DOMAIN, true,  false},
    {"projectOwner:",                        FORM_NAME,   false, false},
    {"projectEditor:",                       FORM_NAME,   false, false},
    {"projectViewer:",                       FORM_NAME,   false, false},
    {"principal://",                         FORM_NAME,   false, true},
    {"principalSet://",                      FORM_NAME,   false, true},
};
/* clang-format on */

#define TYPE_COUNT (sizeof(TYPES) / sizeof(TYPES[0]))

static struct text
text_after(struct text text, size_t length)
{
    return (struct text){text.at + length, text.length - length};
}

static const struct member_type *
find_type(struct text member)
{
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        bool is_it = TYPES[i].form == FORM_NONE ? text_is(member, TYPES[i].prefix)
                                                : text_starts(member, TYPES[i].prefix);
        if (is_it)
            return &TYPES[i];
    }
    return NULL;
}

/* Blanks and control characters are in no name. */
static bool
is_word(struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if ((unsigned char)text.at[i] <= ' ' || text.at[i] == 0x7f)
            return false;
    }
    return text.length > 0;
}

static bool
is_email(struct text text)
{
    struct text name;
    struct text domain;
    return text_split(text, '@', &name, &domain) && name.length > 0 && domain.length > 0 &&
           memchr(domain.at, '@', domain.length) == NULL;
}

/* my-project.svc.id.goog[namespace/account]: an account of Kubernetes. */
static bool
is_workload(struct text text)
{
    struct text pool;
    struct text account;
    return text_split(text, '[', &pool, &account) && text_ends(pool, ".svc.id.goog") &&
           account.length > 1 && text_ends(account, "]") &&
           memchr(account.at, '/', account.length) != NULL;
}

static bool
is_domain(struct text text)
{
    const char *dot = memchr(text.at, '.', text.length);
    return dot != NULL && dot > text.at && !text_ends(text, ".");
}

static bool
has_form(const struct member_type *type, struct text value)
{
    if (type->form == FORM_NONE)
        return true;
    if (!is_word(value))
        return false;
    if (type->form == FORM_EMAIL)
        return is_email(value) ||
               (text_is(text_of(type->prefix), "serviceAccount:") && is_workload(value));
    return type->form == FORM_NAME || is_domain(value);
}

/* What is left of "deleted:user:a@example.com?uid=123" once both marks are off; federated
 * identities have no uid. False when it is not of this form. */
static bool
strip_deleted(struct text *member)
{
    struct text name = text_after(*member, strlen("deleted:"));
    struct text uid = TEXT("");
    bool has_uid = text_split(name, '?', &name, &uid);
    if (has_uid && (!text_starts(uid, "uid=") || uid.length == strlen("uid=")))
        return false;
    *member = name;
    return has_uid || text_starts(name, "principal");
}

enum member_flaw
policy_member_check(struct text member)
{
    bool is_deleted = text_starts(member, "deleted:");
    struct text plain = member;
    bool is_stripped = !is_deleted || strip_deleted(&plain);
    const struct member_type *type =
        find_type(is_stripped ? plain : text_after(member, strlen("deleted:")));
    if (type == NULL || (is_deleted && !type->can_be_deleted))
        return MEMBER_UNKNOWN_TYPE;
    if (!is_stripped || !has_form(type, text_after(plain, strlen(type->prefix))))
        return MEMBER_BAD_VALUE;
    return MEMBER_FINE;
}

bool
policy_member_is_group(struct text member)
{
    if (text_starts(member, "deleted:"))
        member = text_after(member, strlen("deleted:"));
    const struct member_type *type = find_type(member);
    return type != NULL && type->is_group;
}

/* Letters, digits, dots and underscores: "ml.jobOwner". */
static bool
is_role_id(struct text id)
{
    for (size_t i = 0; i < id.length; i++) {
        char c = id.at[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool is_digit = c >= '0' && c <= '9';
        if (!is_letter && !is_digit && c != '.' && c != '_')
            return false;
    }
    return id.length > 0;
}

static bool
is_number(struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    }
    return text.length > 0;
}

bool
policy_role_is_valid(struct text role)
{
    struct text collection;
    struct text owner;
    if (text_starts(role, "roles/"))
        return is_role_id(text_after(role, strlen("roles/")));
    if (!text_split(role, '/', &collection, &role) || !text_split(role, '/', &owner, &role) ||
        !text_starts(role, "roles/") || !is_role_id(text_after(role, strlen("roles/"))))
        return false;
    return (text_is(collection, "projects") && is_word(owner)) ||
           (text_is(collection, "organizations") && is_number(owner));
}
