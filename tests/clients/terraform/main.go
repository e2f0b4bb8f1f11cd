// A Terraform provider with one resource, google_ml_engine_job: the page that Google's provider never
// released, made for tests against the emulator. doc/terraform.md goes through it sentence by sentence.
package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/plugin"

func main() {
	plugin.Serve(&plugin.ServeOpts{ProviderFunc: newProvider})
}
