package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// client speaks to one endpoint with the settings of the provider.
type client struct {
	endpoint       string // with version and trailing slash
	project        string // of jobs that name none
	token          string
	override       bool // whether to say who pays
	billingProject string
	wait           bool // whether create and delete wait for the job to end
	http           *http.Client
}

// apiError is what the API said instead of doing it.
type apiError struct {
	Code    int
	Status  string
	Message string
}

func (e *apiError) Error() string {
	return fmt.Sprintf("%d %s: %s", e.Code, e.Status, e.Message)
}

// message is a JSON object on its way from or to the API.
type message map[string]any

// call sends body, unless it is nil, and returns the object that was answered, or an *apiError.
func (c *client) call(ctx context.Context, method, name, mask string, project string, body message) (message, error) {
	request, err := c.request(ctx, method, name, mask, body)
	if err != nil {
		return nil, err
	}
	if c.override {
		payer := c.billingProject
		if payer == "" {
			payer = project
		}
		request.Header.Set("X-Goog-User-Project", payer)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	return read(response)
}

func (c *client) request(ctx context.Context, method, name, mask string, body message) (*http.Request, error) {
	query := url.Values{"alt": {"json"}}
	if mask != "" {
		query.Set("updateMask", mask)
	}
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.endpoint+name+"?"+query.Encode(), content)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "terraform-provider-google (ml-jobs-emulator)")
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	return request, nil
}

// read keeps numbers as they were written: an int64 must not pass through a float64.
func read(response *http.Response) (message, error) {
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode >= 300 {
		return nil, refusal(response.StatusCode, text)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var answer message
	if err := decoder.Decode(&answer); err != nil {
		return nil, fmt.Errorf("%s answered %d with something that is no JSON object: %w",
			response.Request.URL, response.StatusCode, err)
	}
	return answer, nil
}

func refusal(code int, text []byte) error {
	var answer struct{ Error apiError }
	if json.Unmarshal(text, &answer) != nil || answer.Error.Message == "" {
		return &apiError{Code: code, Status: http.StatusText(code), Message: string(text)}
	}
	return &answer.Error
}
