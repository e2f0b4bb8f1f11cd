package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"time"

	"github.com/hashicorp/terraform-plugin-sdk/v2/diag"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
)

const (
	timeout      = 4 * time.Minute
	firstPause   = 50 * time.Millisecond // between two looks at a job; doubles up to the longest
	longestPause = 5 * time.Second
)

var isTerminal = map[string]bool{"SUCCEEDED": true, "FAILED": true, "CANCELLED": true}

func jobResource() *schema.Resource {
	limit := timeout
	return &schema.Resource{
		Schema:        jobFields(),
		CreateContext: createJob,
		ReadContext:   readJob,
		UpdateContext: updateJob,
		DeleteContext: deleteJob,
		Importer:      &schema.ResourceImporter{StateContext: importJob},
		Timeouts:      &schema.ResourceTimeout{Create: &limit, Delete: &limit},
	}
}

// createJob waits for SUCCEEDED. A job that ends otherwise fails the apply and stays in the state, tainted.
func createJob(ctx context.Context, d *schema.ResourceData, meta any) diag.Diagnostics {
	c := meta.(*client)
	project, err := projectOf(d, c)
	if err != nil {
		return diag.FromErr(err)
	}
	body := expand(jobResource().Schema, d.GetRawConfig())
	delete(body, "project")
	if _, err := c.call(ctx, "POST", jobsName(project), "", project, body); err != nil {
		return diag.Errorf("creating the job %s: %s", d.Get("job_id"), err)
	}
	d.SetId(jobName(project, d.Get("job_id").(string)))
	if c.wait {
		err = waitForEnd(ctx, c, d.Id(), project, "SUCCEEDED")
	}
	return append(diag.FromErr(err), readJob(context.WithoutCancel(ctx), d, meta)...)
}

// readJob drops a job that is not there from the state.
func readJob(ctx context.Context, d *schema.ResourceData, meta any) diag.Diagnostics {
	c := meta.(*client)
	project, err := projectOf(d, c)
	if err != nil {
		return diag.FromErr(err)
	}
	job, err := c.call(ctx, "GET", d.Id(), "", project, nil)
	if isCode(err, 404) {
		d.SetId("")
		return nil
	}
	if err != nil {
		return diag.Errorf("reading %s: %s", d.Id(), err)
	}
	job["project"] = project
	return set(d, job)
}

// set gives every field its value; what the job does not have becomes unset.
func set(d *schema.ResourceData, job message) diag.Diagnostics {
	values := flatten(jobResource().Schema, job)
	for name := range jobResource().Schema {
		if err := d.Set(name, values[name]); err != nil {
			return diag.FromErr(err)
		}
	}
	return nil
}

// updateJob changes labels, all that a job lets anybody change; the rest of the schema forces a new one.
func updateJob(ctx context.Context, d *schema.ResourceData, meta any) diag.Diagnostics {
	body := message{"labels": d.Get("labels")}
	if _, err := meta.(*client).call(ctx, "PATCH", d.Id(), "labels", d.Get("project").(string), body); err != nil {
		d.Partial(true) // The state keeps the old labels.
		return diag.Errorf("changing the labels of %s: %s", d.Id(), err)
	}
	return readJob(ctx, d, meta)
}

// deleteJob cancels, since jobs cannot be deleted. A job that has finished already is refused, and done with.
func deleteJob(ctx context.Context, d *schema.ResourceData, meta any) diag.Diagnostics {
	c := meta.(*client)
	project := d.Get("project").(string)
	_, err := c.call(ctx, "POST", d.Id()+":cancel", "", project, nil)
	if isFinished(err) || isCode(err, 404) {
		return nil
	}
	if err != nil {
		return diag.Errorf("cancelling %s: %s", d.Id(), err)
	}
	if c.wait {
		err = waitForEnd(ctx, c, d.Id(), project, "")
	}
	return diag.FromErr(err)
}

// waitForEnd looks at a job until it has ended, or the timeout of the operation ends ctx. A job that ends
// in another state than the one wanted, if one is, is an error.
func waitForEnd(ctx context.Context, c *client, name, project, wanted string) error {
	state := "unknown"
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		job, err := c.call(ctx, "GET", name, "", project, nil)
		if ctx.Err() != nil {
			return fmt.Errorf("%s had not ended when the time was up; its last known state is %s", name, state)
		}
		if err != nil {
			return fmt.Errorf("waiting for %s: %w", name, err)
		}
		state, _ = job["state"].(string)
		if isTerminal[state] {
			if wanted == "" || state == wanted {
				return nil
			}
			return fmt.Errorf("%s ended in state %s: %v", name, state, job["errorMessage"])
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

var importForms = regexp.MustCompile(`^(?:projects/([^/]+)/jobs/|([^/]+)/)?([^/]+)$`)

// importJob takes projects/{{project}}/jobs/{{name}}, {{project}}/{{name}} and {{name}}.
func importJob(_ context.Context, d *schema.ResourceData, meta any) ([]*schema.ResourceData, error) {
	parts := importForms.FindStringSubmatch(d.Id())
	if parts == nil {
		return nil, fmt.Errorf("%q is not projects/{{project}}/jobs/{{name}}, {{project}}/{{name}} or {{name}}", d.Id())
	}
	if err := d.Set("project", parts[1]+parts[2]); err != nil {
		return nil, err
	}
	project, err := projectOf(d, meta.(*client))
	if err != nil {
		return nil, err
	}
	d.SetId(jobName(project, parts[3]))
	return []*schema.ResourceData{d}, d.Set("project", project)
}

// projectOf is the job's own project, or else the provider's.
func projectOf(d *schema.ResourceData, c *client) (string, error) {
	if project := d.Get("project").(string); project != "" {
		return project, nil
	}
	if c.project == "" {
		return "", errors.New("there is no project: set it in the job or in the provider")
	}
	return c.project, nil
}

func jobsName(project string) string {
	return "projects/" + url.PathEscape(project) + "/jobs"
}

func jobName(project, id string) string {
	return jobsName(project) + "/" + url.PathEscape(id)
}

func isCode(err error, code int) bool {
	var refused *apiError
	return errors.As(err, &refused) && refused.Code == code
}

func isFinished(err error) bool {
	var refused *apiError
	return errors.As(err, &refused) && refused.Code == 400 && refused.Status == "FAILED_PRECONDITION"
}
