/* The methods of the discovery document.
 *
 * A route says where a method is. The variable of "v1/projects/+/jobs/+:cancel" is "name", so it has
 *     path      v1/{+name}:cancel
 *     pattern   ^projects/[^/]+/jobs/[^/]+$
 *     flatPath  v1/projects/{projectsId}/jobs/{jobsId}:cancel
 * and by its id, "ml.projects.jobs.cancel", its place in the tree of resources.
 */
#include "api/discovery.h"

#include "json/write.h"

#include <string.h>

#define SCOPE "https://www.googleapis.com/auth/cloud-platform"

/* How a route's path falls apart around the resource that its variable names. */
struct path_parts {
    struct text version;  /* "v1" */
    struct text resource; /* "projects/+/jobs/+", up to the last capture */
    struct text rest;     /* ":cancel" */
};

static struct path_parts
part_path(const char *path)
{
    size_t version = strcspn(path, "/");
    size_t end = strlen(path);
    while (end > version + 1 && path[end - 1] != '*' && path[end - 1] != '+')
        end--;
    return (struct path_parts){
        .version = {path, version},
        .resource = {path + version + 1, end - version - 1},
        .rest = text_of(path + end),
    };
}

/* The resource with each capture replaced: by a regular expression, or by a variable that is called
 * after the collection before it. */
static void
write_resource(struct buf *out, struct text resource, bool is_pattern)
{
    struct text rest = resource;
    struct text collection = TEXT("");
    bool is_last = false;
    while (!is_last) {
        struct text segment = rest;
        is_last = !text_split(rest, '/', &segment, &rest);
        bool is_capture = text_is(segment, "*") || text_is(segment, "+");
        if (!is_capture)
            buf_add_text(out, segment);
        else if (is_pattern)
            buf_add_str(out, "[^/]+");
        else
            buf_printf(out, "{%.*sId}", TEXT_ARG(collection));
        if (!is_last)
            buf_add_char(out, '/');
        collection = segment;
    }
}

static void
write_paths(struct buf *out, const struct route *route)
{
    struct path_parts parts = part_path(route->path);
    buf_printf(out, "\"path\":\"%.*s/{+%s}%.*s\",\"flatPath\":\"%.*s/", TEXT_ARG(parts.version),
               route->api_method->variable, TEXT_ARG(parts.rest), TEXT_ARG(parts.version));
    write_resource(out, parts.resource, false);
    buf_printf(out, "%.*s\",", TEXT_ARG(parts.rest));
}

static void
write_query_parameter(struct buf *out, const struct parameter *parameter)
{
    write_str(out, parameter->name);
    buf_add_str(out, ":{");
    discovery_write_type(out, parameter->kind);
    buf_add_char(out, ',');
    discovery_write_member(out, "description", parameter->about);
    buf_add_str(out, ",\"location\":\"query\"},");
}

static void
write_method_parameters(struct buf *out, const struct route *route)
{
    const struct method *method = route->api_method;
    buf_printf(out, "\"parameterOrder\":[\"%s\"],\"parameters\":{", method->variable);
    for (const struct parameter *own = route->query; own != NULL && own->name != NULL; own++)
        write_query_parameter(out, own);
    buf_printf(out, "\"%s\":{\"type\":\"string\",", method->variable);
    discovery_write_member(out, "description", method->variable_about);
    buf_add_str(out, ",\"location\":\"path\",\"required\":true,\"pattern\":\"^");
    write_resource(out, part_path(route->path).resource, true);
    buf_add_str(out, "$\"}},");
}

static void
write_reference(struct buf *out, const char *name, const struct message *message)
{
    if (message != NULL)
        buf_printf(out, "\"%s\":{\"$ref\":\"%s\"},", name, message->schema);
}

static void
write_method(struct buf *out, const struct route *route)
{
    const struct method *method = route->api_method;
    write_str(out, strrchr(route->id, '.') + 1);
    buf_add_str(out, ":{");
    discovery_write_member(out, "id", route->id);
    buf_printf(out, ",\"httpMethod\":\"%s\",", http_method_name(route->method));
    write_paths(out, route);
    discovery_write_member(out, "description", method->about);
    buf_add_char(out, ',');
    write_method_parameters(out, route);
    write_reference(out, "request", method->request);
    write_reference(out, "response", method->response);
    buf_printf(out, "\"scopes\":[\"" SCOPE "\"%s]}",
               method->is_read_only ? ",\"" SCOPE ".read-only\"" : "");
}

/* What follows `resource` and a dot in the route's id; the empty text for another resource's, and
 * for what is not emulated. */
static struct text
id_below(const struct route *route, struct text resource)
{
    struct text id = text_of(route->id);
    if (route->api_method == NULL || id.length <= resource.length + 1 ||
        id.at[resource.length] != '.' ||
        !text_equal((struct text){id.at, resource.length}, resource))
        return TEXT("");
    return (struct text){id.at + resource.length + 1, id.length - resource.length - 1};
}

/* Methods that stand in the resource itself. False when it has none. */
static bool
write_methods(struct buf *out, const struct route_table *table, struct text resource)
{
    const char *separator = "\"methods\":{";
    for (size_t i = 0; i < table->count; i++) {
        struct text below = id_below(&table->routes[i], resource);
        if (below.length == 0 || memchr(below.at, '.', below.length) != NULL)
            continue;
        buf_add_str(out, separator);
        write_method(out, &table->routes[i]);
        separator = ",";
    }
    if (separator[0] != ',')
        return false;
    buf_add_char(out, '}');
    return true;
}

/* The id of the resource one level below that a route belongs to; the empty text when it belongs
 * elsewhere. */
static struct text
child_of(const struct route *route, struct text resource)
{
    struct text below = id_below(route, resource);
    struct text rest;
    if (!text_split(below, '.', &below, &rest))
        return TEXT("");
    return (struct text){route->id, resource.length + 1 + below.length};
}

static bool
is_first_of_child(const struct route_table *table, size_t index, struct text resource)
{
    struct text child = child_of(&table->routes[index], resource);
    for (size_t i = 0; i < index; i++) {
        if (text_equal(child_of(&table->routes[i], resource), child))
            return false;
    }
    return child.length > 0;
}

#define RESOURCES "\"resources\":{"

/* Resources hold resources: as deep as the ids in the table. `opening` stands before the first. */
static void
write_resources(struct buf *out, const struct route_table *table, struct text resource,
                const char *opening)
{
    const char *separator = opening;
    for (size_t i = 0; i < table->count; i++) {
        if (!is_first_of_child(table, i, resource))
            continue;
        struct text child = child_of(&table->routes[i], resource);
        size_t name = resource.length + 1;
        buf_printf(out, "%s\"%.*s\":{", separator, (int)(child.length - name), child.at + name);
        bool has_methods = write_methods(out, table, child);
        write_resources(out, table, child, has_methods ? "," RESOURCES : RESOURCES);
        buf_add_char(out, '}');
        separator = ",";
    }
    if (separator != opening)
        buf_add_char(out, '}');
}

void
discovery_write_resources(struct buf *out, const struct route_table *table)
{
    write_resources(out, table, TEXT(DISCOVERY_NAME), RESOURCES);
}
