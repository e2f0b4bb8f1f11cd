package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-sdk/v2/diag"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
)

// fake answers every call with one body and keeps what was asked.
type fake struct {
	*client
	request *http.Request
	body    string
}

func newFake(t *testing.T, code int, answer string) *fake {
	f := &fake{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		f.request, f.body = r, string(text)
		w.WriteHeader(code)
		io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	f.client = &client{endpoint: server.URL + "/v1/", project: "p", wait: true, http: server.Client()}
	return f
}

func jobData(t *testing.T, values map[string]any) *schema.ResourceData {
	d := schema.TestResourceDataRaw(t, jobFields(), values)
	d.SetId("projects/p/jobs/j")
	return d
}

type operation = func(context.Context, *schema.ResourceData, any) diag.Diagnostics

func TestACallLooksLikeTheProviders(t *testing.T) {
	for _, row := range []struct {
		run      operation
		expected string
	}{
		{readJob, "GET /v1/projects/p/jobs/j?alt=json "},
		{deleteJob, "POST /v1/projects/p/jobs/j:cancel?alt=json "},
		{updateJob, `PATCH /v1/projects/p/jobs/j?alt=json&updateMask=labels {"labels":{"a":"b"}}`},
	} {
		f := newFake(t, 404, "")
		row.run(context.Background(), jobData(t, map[string]any{"project": "p", "labels": map[string]any{"a": "b"}}), f.client)
		if got := f.request.Method + " " + f.request.RequestURI + " " + f.body; got != row.expected {
			t.Errorf("expected %s\ngot %s", row.expected, got)
		}
		if kind := f.request.Header.Get("Content-Type"); kind != "application/json" {
			t.Errorf("the content is said to be %q", kind)
		}
	}
}

func TestWhoPaysIsSaidOnlyOnOverride(t *testing.T) {
	for _, row := range []struct {
		override bool
		billing  string
		expected []string
	}{
		{false, "", nil},
		{false, "payer", nil},
		{true, "", []string{"p"}},
		{true, "payer", []string{"payer"}},
	} {
		f := newFake(t, 200, `{}`)
		f.override, f.billingProject = row.override, row.billing
		readJob(context.Background(), jobData(t, nil), f.client)
		if got := f.request.Header["X-Goog-User-Project"]; strings.Join(got, " ") != strings.Join(row.expected, " ") {
			t.Errorf("%v: got %v", row, got)
		}
	}
}

func TestATokenIsSent(t *testing.T) {
	f := newFake(t, 200, `{}`)
	f.token = "secret"
	readJob(context.Background(), jobData(t, nil), f.client)
	if got := f.request.Header.Get("Authorization"); got != "Bearer secret" {
		t.Errorf("got %q", got)
	}
}

func TestAJobThatIsGoneLeavesTheState(t *testing.T) {
	d := jobData(t, nil)
	problems := readJob(context.Background(), d, newFake(t, 404, `{"error": {"code": 404, "message": "m"}}`).client)
	if problems != nil || d.Id() != "" {
		t.Errorf("got %v, id %q", problems, d.Id())
	}
}

func TestDestroyTakesWhatHasEndedAsDone(t *testing.T) {
	for _, row := range []struct {
		code   int
		status string
		isDone bool
	}{
		{400, "FAILED_PRECONDITION", true},
		{404, "NOT_FOUND", true},
		{400, "INVALID_ARGUMENT", false},
		{403, "PERMISSION_DENIED", false},
	} {
		f := newFake(t, row.code, fmt.Sprintf(`{"error": {"code": %d, "message": "m", "status": %q}}`, row.code, row.status))
		problems := deleteJob(context.Background(), jobData(t, nil), f.client)
		if problems.HasError() == row.isDone {
			t.Errorf("%v: got %v", row, problems)
		}
	}
}

func TestAJobThatFailsIsAnErrorWithItsMessage(t *testing.T) {
	for _, state := range []string{"FAILED", "CANCELLED"} {
		f := newFake(t, 200, `{"state": "`+state+`", "errorMessage": "The replica master 0 exited."}`)
		err := waitForEnd(context.Background(), f.client, "projects/p/jobs/j", "p", "SUCCEEDED")
		expected := "projects/p/jobs/j ended in state " + state + ": The replica master 0 exited."
		if err == nil || err.Error() != expected {
			t.Errorf("expected %s\ngot %v", expected, err)
		}
		if err := waitForEnd(context.Background(), f.client, "projects/p/jobs/j", "p", ""); err != nil {
			t.Errorf("delete, which only waits for an end, got %v", err)
		}
	}
}

func TestWaitingEndsWithTheTime(t *testing.T) {
	f := newFake(t, 200, `{"state": "RUNNING"}`)
	ctx, stop := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer stop()
	err := waitForEnd(ctx, f.client, "projects/p/jobs/j", "p", "SUCCEEDED")
	if err == nil || !strings.Contains(err.Error(), "its last known state is RUNNING") {
		t.Errorf("got %v", err)
	}
}

func TestAnAnswerThatIsNoJSONIsShown(t *testing.T) {
	for code, expected := range map[int]string{502: "502 Bad Gateway: <html>", 200: "no JSON object"} {
		_, err := newFake(t, code, "<html>").call(context.Background(), "GET", "x", "", "p", nil)
		if err == nil || !strings.Contains(err.Error(), expected) {
			t.Errorf("expected %s, got %v", expected, err)
		}
	}
}
