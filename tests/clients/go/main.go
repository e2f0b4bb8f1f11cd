// Google's generated Go client (google.golang.org/api/ml/v1) against the emulator at the URL given:
// one line a check. The server must run on a manual clock.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"strings"

	"google.golang.org/api/googleapi"
	"google.golang.org/api/ml/v1"
	"google.golang.org/api/option"
)

const (
	project = "go-client"
	parent  = "projects/" + project
)

// client is what every part of the conversation needs.
type client struct {
	url      string
	service  *ml.Service
	jobs     *ml.ProjectsJobsService
	failures int
}

func newClient(url string) (*client, error) {
	service, err := ml.NewService(context.Background(), option.WithEndpoint(url), option.WithoutAuthentication())
	if err != nil {
		return nil, err
	}
	return &client{url: strings.TrimRight(url, "/"), service: service, jobs: service.Projects.Jobs}, nil
}

func (c *client) check(what string, got, expected any) {
	if reflect.DeepEqual(got, expected) {
		fmt.Printf("ok - go: %s\n", what)
		return
	}
	c.failures++
	fmt.Printf("not ok - go: %s\n# expected %#v, got %#v\n", what, expected, got)
}

// broken says that a part came to its end early. Parts leave by must.
type broken struct{ err error }

func must[T any](value T, err error) T {
	if err != nil {
		panic(broken{err})
	}
	return value
}

func (c *client) run(name string, part func(*client)) {
	defer func() {
		if left := recover(); left != nil {
			c.failures++
			fmt.Printf("not ok - go: %s\n# %s\n", name, strings.ReplaceAll(fmt.Sprint(left), "\n", "\n# "))
		}
	}()
	part(c)
}

// advance moves the project's clock.
func (c *client) advance(duration string) {
	body := strings.NewReader(`{"duration":"` + duration + `"}`)
	answer := must(http.Post(c.url+"/emulator/v1/"+parent+"/clock:advance", "application/json", body))
	answer.Body.Close()
}

// refusal is what an error of the client says: code, message and the first violation's field.
type refusal struct {
	code    int
	status  string
	message string
	field   string
}

func refused(err error) refusal {
	var api *googleapi.Error
	if !errors.As(err, &api) {
		return refusal{message: fmt.Sprint(err)}
	}
	found := refusal{code: api.Code, message: api.Message}
	for _, status := range []string{"INVALID_ARGUMENT", "ALREADY_EXISTS", "NOT_FOUND", "FAILED_PRECONDITION",
		"ABORTED", "UNIMPLEMENTED"} {
		if strings.Contains(api.Body, `"status": "`+status+`"`) || strings.Contains(api.Body, `"status":"`+status+`"`) {
			found.status = status
		}
	}
	for _, detail := range api.Details {
		found.field = firstField(detail)
	}
	return found
}

func firstField(detail any) string {
	members, _ := detail.(map[string]any)
	violations, _ := members["fieldViolations"].([]any)
	if len(violations) == 0 {
		return ""
	}
	violation, _ := violations[0].(map[string]any)
	field, _ := violation["field"].(string)
	return field
}

func name(id string) string {
	return parent + "/jobs/" + id
}

func main() {
	c, err := newClient(os.Args[1])
	if err != nil {
		fmt.Printf("not ok - go: a service is made\n# %v\n", err)
		os.Exit(1)
	}
	c.run("lives of jobs", lives)
	c.run("numbers of 64 bits", numbers)
	c.run("lists", lists)
	c.run("changes", changes)
	c.run("policies", policies)
	c.run("project", config)
	c.run("errors", refusals)
	if c.failures > 0 {
		os.Exit(1)
	}
}
