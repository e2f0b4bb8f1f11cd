package main

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/hashicorp/go-cty/cty"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
)

// apiName turns job_dir into jobDir, as the API calls it.
func apiName(name string) string {
	if name == "consumed_ml_units" {
		return "consumedMLUnits"
	}
	words := strings.Split(name, "_")
	for i, word := range words[1:] {
		words[i+1] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, "")
}

// expand makes the message of what a configuration says: what it leaves out is not sent, and a zero
// that it states is.
func expand(inner fields, block cty.Value) message {
	result := message{}
	for name, field := range inner {
		if value := block.GetAttr(name); !field.Computed && isGiven(field, value) {
			result[apiName(name)] = expandValue(field, value)
		}
	}
	return result
}

// isGiven: a block that is left out is an empty list and not null.
func isGiven(field *schema.Schema, value cty.Value) bool {
	_, isBlock := field.Elem.(*schema.Resource)
	return !value.IsNull() && !(isBlock && value.LengthInt() == 0)
}

func expandValue(field *schema.Schema, value cty.Value) any {
	switch field.Type {
	case schema.TypeBool:
		return value.True()
	case schema.TypeInt:
		number, _ := value.AsBigFloat().Int64()
		return number
	case schema.TypeFloat:
		number, _ := value.AsBigFloat().Float64()
		return number
	case schema.TypeMap:
		return expandMap(value)
	case schema.TypeList:
		return expandList(field, value)
	}
	return value.AsString()
}

func expandMap(value cty.Value) message {
	result := message{}
	for key, element := range value.AsValueMap() {
		if !element.IsNull() {
			result[key] = element.AsString()
		}
	}
	return result
}

func expandList(field *schema.Schema, value cty.Value) any {
	result := []any{}
	for _, element := range value.AsValueSlice() {
		if block, isBlock := field.Elem.(*schema.Resource); isBlock {
			result = append(result, expand(block.Schema, element))
		} else {
			result = append(result, expandValue(field.Elem.(*schema.Schema), element))
		}
	}
	if field.MaxItems == 1 {
		return result[0]
	}
	return result
}

// flatten is the way back: the values of a state for what the API answered.
func flatten(inner fields, answer message) map[string]any {
	result := map[string]any{}
	for name, field := range inner {
		if value, isThere := answer[apiName(name)]; isThere {
			result[name] = flattenValue(field, value)
		}
	}
	// The API leaves BASIC out.
	if _, hasTier := inner["scale_tier"]; hasTier && result["scale_tier"] == nil {
		result["scale_tier"] = "BASIC"
	}
	return result
}

func flattenValue(field *schema.Schema, value any) any {
	switch field.Type {
	case schema.TypeInt:
		// An int64 comes as a string, an int32 as a number.
		number, _ := strconv.Atoi(toText(value))
		return number
	case schema.TypeFloat:
		number, _ := strconv.ParseFloat(toText(value), 64)
		return number
	case schema.TypeList:
		return flattenList(field, value)
	}
	return value
}

func toText(value any) string {
	if number, isNumber := value.(json.Number); isNumber {
		return number.String()
	}
	word, _ := value.(string)
	return word
}

// flattenList: a block that stands once is a message in the API and a list of one in a state.
func flattenList(field *schema.Schema, value any) []any {
	elements, isList := value.([]any)
	if !isList {
		elements = []any{value}
	}
	result := []any{}
	for _, element := range elements {
		if block, isBlock := field.Elem.(*schema.Resource); isBlock {
			object, _ := element.(map[string]any)
			result = append(result, flatten(block.Schema, object))
		} else {
			result = append(result, flattenValue(field.Elem.(*schema.Schema), element))
		}
	}
	return result
}
