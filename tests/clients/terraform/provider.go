package main

import (
	"context"
	"net/http"
	"regexp"

	"github.com/hashicorp/terraform-plugin-sdk/v2/diag"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/validation"
)

// newProvider takes the settings of Google's provider that matter to a job, under the same names and
// environment variables, and one of its own: wait_for_completion.
func newProvider() *schema.Provider {
	return &schema.Provider{
		Schema: map[string]*schema.Schema{
			"project": setting(schema.TypeString, "", "GOOGLE_PROJECT", "GOOGLE_CLOUD_PROJECT",
				"GCLOUD_PROJECT", "CLOUDSDK_CORE_PROJECT"),
			"access_token":              setting(schema.TypeString, "", "GOOGLE_OAUTH_ACCESS_TOKEN"),
			"ml_engine_custom_endpoint": endpoint(),
			"user_project_override":     setting(schema.TypeBool, false, "USER_PROJECT_OVERRIDE"),
			"billing_project":           setting(schema.TypeString, "", "GOOGLE_BILLING_PROJECT"),
			"wait_for_completion":       setting(schema.TypeBool, true),
		},
		ResourcesMap:         map[string]*schema.Resource{"google_ml_engine_job": jobResource()},
		ConfigureContextFunc: configure,
	}
}

// setting is an optional argument of the provider that falls back to environment variables.
func setting(kind schema.ValueType, fallback any, variables ...string) *schema.Schema {
	return &schema.Schema{
		Type:        kind,
		Optional:    true,
		DefaultFunc: schema.MultiEnvDefaultFunc(variables, fallback),
	}
}

// endpoint carries the version: http://127.0.0.1:8090/v1/.
func endpoint() *schema.Schema {
	field := setting(schema.TypeString, "https://ml.googleapis.com/v1/", "GOOGLE_ML_ENGINE_CUSTOM_ENDPOINT")
	field.ValidateFunc = validation.StringMatch(regexp.MustCompile(`.*/[^/]+/$`),
		"it ends in the version and a slash, as in http://127.0.0.1:8090/v1/")
	return field
}

func configure(_ context.Context, d *schema.ResourceData) (any, diag.Diagnostics) {
	return &client{
		endpoint:       d.Get("ml_engine_custom_endpoint").(string),
		project:        d.Get("project").(string),
		token:          d.Get("access_token").(string),
		override:       d.Get("user_project_override").(bool),
		billingProject: d.Get("billing_project").(string),
		wait:           d.Get("wait_for_completion").(bool),
		http:           http.DefaultClient,
	}, nil
}
